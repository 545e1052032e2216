import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import type { RevokedSessions } from './schema.ts'

/** Ends every session of the caller but this one. */
export const revokeOtherSessions = async (ctx: Context & { actor: SignedIn }): Promise<RevokedSessions> => ({
  revoked: await ctx.app.sessions.endOthers(ctx.actor),
})

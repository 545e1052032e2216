import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import type { SessionList } from './schema.ts'

/** Where the caller is signed in: this session first, then the newest. */
export const listSessions = async (ctx: Context & { actor: SignedIn }): Promise<SessionList> => ({
  data: await ctx.app.sessions.list(ctx.actor),
})

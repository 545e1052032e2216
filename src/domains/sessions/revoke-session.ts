import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { RevokedSession, SessionPath } from './schema.ts'

/** Ends one session of the caller, also the current one. 404 when they have no such session. */
export async function revokeSession(
  ctx: Context & { actor: SignedIn },
  { id }: SessionPath,
): Promise<RevokedSession> {
  if (!(await ctx.app.sessions.endListed(ctx.actor.userId, id))) throw notFound('Session')
  return { deleted: true }
}

import type { Context } from '../context.ts'
import type { LoggedOut } from './schema.ts'

/** Ends the caller's session, if there is one, and clears the cookie in any case. */
export async function logOut(ctx: Context): Promise<LoggedOut> {
  if (ctx.actor.kind === 'session') await ctx.app.sessions.end(ctx.actor.sessionId)
  ctx.credential.forget()
  return { message: 'Logged out' }
}

import type { SignedIn } from '../../auth/actor.ts'
import { audit } from '../audit/index.ts'
import { type Context, transaction } from '../context.ts'
import { badRequest, conflict } from '../errors.ts'
import { emit } from '../events/index.ts'
import { lockUserForAdmin } from './admins.ts'
import type { DecideUser } from './schema.ts'

type SignedInContext = Context & { actor: SignedIn }

/** Closes an account: its sessions end, its keys and its password are refused. One's own: 400; closed already: 409. */
export async function deactivateUser(ctx: SignedInContext, input: DecideUser) {
  if (input.user_id.toLowerCase() === ctx.actor.userId) {
    throw badRequest({ path: 'user_id', message: 'is your own: another admin has to deactivate you' })
  }
  await setActive(ctx, input, false)
  return { message: 'User deactivated' as const }
}

/** Opens an account again. Not closed: 409. */
export async function reactivateUser(ctx: SignedInContext, input: DecideUser) {
  await setActive(ctx, input, true)
  return { message: 'User reactivated' as const }
}

const setActive = (ctx: SignedInContext, { user_id, reason }: DecideUser, isActive: boolean): Promise<void> =>
  transaction(ctx, async (tx) => {
    const user = await lockUserForAdmin(tx, ctx.actor, user_id)
    if (user.isActive === isActive) {
      throw conflict(`This user is ${isActive ? 'active' : 'deactivated'} already.`)
    }
    user.isActive = isActive
    user.updatedAt = ctx.app.clock.now()
    if (!isActive) await ctx.app.sessions.endAll(user.id, tx)
    const verb = isActive ? 'reactivate' : 'deactivate'
    const details = { username: user.username, ...(reason && { reason }) }
    audit(tx, ctx, { action: `user.${verb}`, targetType: 'user', targetId: user.id, details })
    await emit(tx, ctx, { type: `user.${verb}d`, data: { userId: user.id, username: user.username } })
  })

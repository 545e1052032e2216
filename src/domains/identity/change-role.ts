import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { badRequest } from '../errors.ts'
import { lockUserForAdmin } from './admins.ts'
import { applyRole } from './apply-role.ts'
import type { ChangeRole, RoleChanged } from './schema.ts'

/** Gives a user a platform role, which holds from their next request on. One's own: 400; nobody of that id: 404. */
export async function changeRole(
  ctx: Context & { actor: SignedIn },
  { user_id, role }: ChangeRole,
): Promise<RoleChanged> {
  if (user_id.toLowerCase() === ctx.actor.userId) {
    throw badRequest({ path: 'user_id', message: 'is your own: another admin has to change your role' })
  }
  await transaction(ctx, async (tx) => {
    applyRole(tx, ctx, await lockUserForAdmin(tx, ctx.actor, user_id), role)
  })
  return { message: 'Role updated', role }
}

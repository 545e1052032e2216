import type { UserEntity } from '../../../entities/index.ts'
import type { Role } from '../../auth/roles.ts'
import { type AuditActor, audit } from '../audit/index.ts'
import type { Services, Tx } from '../context.ts'
import { notify } from '../notifications/index.ts'

/** Gives a locked user a role: audited and told to them when it changes something, and only then. */
export function applyRole(
  tx: Tx,
  ctx: { app: Pick<Services, 'clock'>; actor: AuditActor },
  user: UserEntity,
  role: Role,
): void {
  const oldRole = user.role
  if (oldRole === role) return
  user.role = role
  user.updatedAt = ctx.app.clock.now()
  const details = { old_role: oldRole, new_role: role }
  audit(tx, ctx, { action: 'user.role_change', targetType: 'user', targetId: user.id, details })
  notify(tx, ctx, {
    userId: user.id,
    kind: 'role_changed',
    title: `Your role is ${role} now`,
    body: `It was ${oldRole} before.`,
  })
}

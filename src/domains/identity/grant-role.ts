import { LockMode } from '@mikro-orm/core'
import { UserEntity } from '../../../entities/index.ts'
import type { Role } from '../../auth/roles.ts'
import { type AuditActor, audit } from '../audit/index.ts'
import { type Services, transaction } from '../context.ts'
import { DomainError } from '../errors.ts'

export interface Grant {
  /** In any case. */
  username: string
  role: Role
}

export interface GrantedRole {
  /** As its owner writes it. */
  username: string
  oldRole: Role
  newRole: Role
}

/**
 * Gives a user a platform role, which holds from their next request on; a change is audited, no change is not.
 * `not_found` when nobody has that name.
 */
export const grantRole = (
  ctx: { app: Pick<Services, 'orm' | 'clock'>; actor: AuditActor },
  { username, role }: Grant,
): Promise<GrantedRole> =>
  transaction(ctx, async (tx) => {
    const [found] = await tx.execute<{ id: string }[]>(
      'select id from users where lower(username) = lower(?)',
      [username],
    )
    const lockMode = LockMode.PESSIMISTIC_WRITE
    const user = found && (await tx.findOne(UserEntity, { id: found.id }, { lockMode }))
    if (!user) {
      throw new DomainError(
        'not_found',
        `There is no user "${username}". Register the account first, then grant.`,
      )
    }
    const oldRole = user.role
    if (oldRole !== role) {
      user.role = role
      user.updatedAt = ctx.app.clock.now()
      const details = { old_role: oldRole, new_role: role }
      audit(tx, ctx, { action: 'user.role_change', targetType: 'user', targetId: user.id, details })
    }
    return { username: user.username, oldRole, newRole: role }
  })

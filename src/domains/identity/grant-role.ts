import { LockMode } from '@mikro-orm/core'
import { UserEntity } from '../../../entities/index.ts'
import type { Role } from '../../auth/roles.ts'
import type { AuditActor } from '../audit/index.ts'
import { type Services, transaction } from '../context.ts'
import { DomainError } from '../errors.ts'
import { applyRole } from './apply-role.ts'

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
    applyRole(tx, ctx, user, role)
    return { username: user.username, oldRole, newRole: role }
  })

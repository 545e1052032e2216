import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { auditStaff, lockOrganisation } from './access.ts'
import { mayManageMembers } from './policy.ts'
import { presentMember } from './present.ts'
import { requireMember, requireOtherOwner } from './require-member.ts'
import type { ChangeMemberRole, Member } from './schema.ts'

const UPDATE = 'update organisation_members set role = ? where org_id = ? and user_id = ?'

/**
 * Gives a member another role. 403 for who may not, 404 for an organisation of others and for who is no member, 409
 * for its last owner.
 */
export async function changeMemberRole(
  ctx: Context & { actor: SignedIn },
  { id: orgId, user_id: userId, role }: ChangeMemberRole,
): Promise<Member> {
  await transaction(ctx, async (tx) => {
    const access = await lockOrganisation(tx, ctx, orgId)
    if (!mayManageMembers(access.role))
      throw forbidden('Only an owner or admin of the organisation changes roles.')
    const member = await requireMember(tx, orgId, userId)
    if (member.role === role) return
    if (!mayManageMembers(access.role, member.role, role)) {
      throw forbidden('Only an owner of the organisation changes who its owners are.')
    }
    await requireOtherOwner(tx, orgId, userId, member)
    await tx.execute(UPDATE, [role, orgId, userId])
    const details = { user_id: userId, old_role: member.role, new_role: role }
    auditStaff(tx, ctx, access, 'organization.member_role_change', details)
  })
  return presentMember(ctx, orgId, userId)
}

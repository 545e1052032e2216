import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { auditStaff, lockOrganisation } from './access.ts'
import { mayManageMembers } from './policy.ts'
import { requireMember, requireOtherOwner } from './require-member.ts'
import type { MemberRef } from './schema.ts'

const DELETE = 'delete from organisation_members where org_id = ? and user_id = ?'

/**
 * Ends a membership; everybody may end their own. 403 for who may not, 404 for an organisation of others and for who
 * is no member, 409 for its last owner.
 */
export async function removeMember(
  ctx: Context & { actor: SignedIn },
  { id: orgId, user_id: userId }: MemberRef,
): Promise<void> {
  await transaction(ctx, async (tx) => {
    const access = await lockOrganisation(tx, ctx, orgId)
    const leaves = userId.toLowerCase() === ctx.actor.userId
    if (!leaves && !mayManageMembers(access.role)) {
      throw forbidden('Only an owner or admin of the organisation removes others.')
    }
    const member = await requireMember(tx, orgId, userId)
    if (!leaves && !mayManageMembers(access.role, member.role)) {
      throw forbidden('Only an owner of the organisation removes owners.')
    }
    await requireOtherOwner(tx, orgId, userId, member)
    await tx.execute(DELETE, [orgId, userId])
    if (!leaves) auditStaff(tx, ctx, access, 'organization.member_remove', { user_id: userId })
  })
}

import type { MemberRole } from '../../auth/member-roles.ts'
import { mayGrantScope, type Scope } from '../../auth/scopes.ts'
import type { Tx } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'

/**
 * Holds the membership that a key will act by until the transaction ends. 404 when it is gone, 403 when one of the
 * scopes is not for this member to give.
 */
export async function lockMembership(
  tx: Tx,
  { orgId, userId }: { orgId: string; userId: string },
  scopes: readonly Scope[],
): Promise<void> {
  const [member] = await tx.execute<{ role: MemberRole }[]>(
    'select role from organisation_members where org_id = ? and user_id = ? for share',
    [orgId, userId],
  )
  if (!member) throw notFound('Organisation')
  const refused = scopes.find((scope) => !mayGrantScope(member.role, scope))
  if (refused) {
    throw forbidden(
      `The scope ${refused} is for moderators and owners of the organisation; you are ${member.role} there.`,
    )
  }
}

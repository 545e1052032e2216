import type { Known } from '../../auth/actor.ts'
import type { MemberRole } from '../../auth/member-roles.ts'
import type { Context } from '../context.ts'
import { forbidden } from '../errors.ts'
import { requireOrg } from './require-org.ts'

/** Where somebody decides: in one organisation, or everywhere. */
export type Desk = { role: 'staff'; orgId?: undefined } | { role: MemberRole; orgId: string }

/**
 * Platform staff who name no organisation decide everywhere; everybody else in the one they work in, where they have to
 * be its owner or a moderator: 403.
 */
export async function requireDesk(ctx: Context & { actor: Known }): Promise<Desk> {
  const isStaff = ctx.actor.kind === 'session' && ctx.actor.role !== 'author'
  if (isStaff && ctx.orgHeader === undefined) return { role: 'staff' }
  const { orgId, memberRole: role } = await requireOrg(ctx)
  if (role !== 'owner' && role !== 'moderator') {
    throw forbidden(
      'Only the owners and moderators of this organisation, and the staff of the platform, can do this.',
    )
  }
  return { role, orgId }
}

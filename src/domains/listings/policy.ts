import type { Actor } from '../../auth/actor.ts'
import type { MemberRole } from '../../auth/member-roles.ts'

/** Who created a listing may change it, and so may the owners and admins of its organisation. */
export const mayEdit = (actor: Actor, role: MemberRole, listing: { sellerId: string }): boolean =>
  actor.kind !== 'anonymous' && (actor.userId === listing.sellerId || role === 'owner' || role === 'admin')

/** Moderators and owners of the organisation decide about its listings; nobody about their own. */
export const mayDecide = (actor: Actor, role: MemberRole | 'staff', listing: { sellerId: string }): boolean =>
  actor.kind === 'session' &&
  actor.userId !== listing.sellerId &&
  (role === 'staff' || role === 'owner' || role === 'moderator')

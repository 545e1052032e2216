import type { Actor } from '../../auth/actor.ts'
import type { MemberRole } from '../../auth/member-roles.ts'

/** Moderators and owners of the organisation decide about its files, and the staff; nobody about their own. */
export const mayDecide = (actor: Actor, role: MemberRole | 'staff', file: { uploaderId: string }): boolean =>
  actor.kind === 'session' &&
  actor.userId !== file.uploaderId &&
  (role === 'staff' || role === 'owner' || role === 'moderator')

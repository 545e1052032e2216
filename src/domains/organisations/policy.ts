import type { MemberRole } from '../../auth/member-roles.ts'

/** Owners and admins rename an organisation and see and change its API settings. */
export const mayAdminister = (role: MemberRole): boolean => role === 'owner' || role === 'admin'

/** Owners alone choose the plan. */
export const mayChangePlan = (role: MemberRole): boolean => role === 'owner'

/** Owners and admins add, change and remove members; where one of `roles` is the owner's, only an owner does. */
export const mayManageMembers = (role: MemberRole, ...roles: MemberRole[]): boolean =>
  role === 'owner' || (role === 'admin' && !roles.includes('owner'))

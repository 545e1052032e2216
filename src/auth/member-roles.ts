/** Roles in an organisation, the most powerful first. */
export const MEMBER_ROLES = ['owner', 'admin', 'moderator', 'member'] as const
export type MemberRole = (typeof MEMBER_ROLES)[number]

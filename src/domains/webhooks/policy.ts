import type { MemberRole } from '../../auth/member-roles.ts'

/** Webhooks carry everything that happens in an organisation out of it: owners and admins decide where to. */
export const mayManageWebhooks = (role: MemberRole): boolean => role === 'owner' || role === 'admin'

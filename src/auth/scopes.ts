import type { MemberRole } from './member-roles.ts'

/** What an API key can be allowed to do (CONTRACT §1). */
export const SCOPES = [
  'publish',
  'upload',
  'read',
  'write',
  'listings:read',
  'listings:write',
  'files:read',
  'files:write',
  'reports:read',
  'reports:manage',
  'webhooks:manage',
] as const
export type Scope = (typeof SCOPES)[number]

const MODERATORS: readonly MemberRole[] = ['owner', 'moderator']

/** Only who moderates an organisation can let a key read and decide its reports. */
export const mayGrantScope = (orgRole: MemberRole, scope: Scope): boolean =>
  !scope.startsWith('reports:') || MODERATORS.includes(orgRole)

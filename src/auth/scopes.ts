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

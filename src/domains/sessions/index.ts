export { listSessions } from './list-sessions.ts'
export { revokeOtherSessions } from './revoke-other-sessions.ts'
export { revokeSession } from './revoke-session.ts'
export { RevokedSession, RevokedSessions, SessionList, SessionPath } from './schema.ts'

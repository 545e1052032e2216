export type { Claim } from './lease.ts'
export { releaseAllStaleClaims, releaseStaleClaims } from './release-stale-claims.ts'
export { writeClaimed } from './write-claimed.ts'

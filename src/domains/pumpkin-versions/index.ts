export { knownVersions } from './known-versions.ts'
export { listPumpkinVersions } from './list-pumpkin-versions.ts'
export { createPumpkinFeed, type PumpkinFeed } from './pumpkin-feed.ts'
export { PumpkinVersion } from './schema.ts'

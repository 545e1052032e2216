import type { PumpkinVersion } from './schema.ts'

const release = (version: string, published_at: string): PumpkinVersion => ({
  version,
  tag_name: `v${version}`,
  published_at,
})

/** What is known before the feed has answered for the first time. Newest first. */
export const bundledVersions: readonly PumpkinVersion[] = [
  release('1.0.0-beta.1', '2026-02-27T18:00:00Z'),
  release('0.3.1', '2026-02-06T18:00:00Z'),
  release('0.3.0', '2026-01-16T18:00:00Z'),
  release('0.3.0-rc.1', '2026-01-09T18:00:00Z'),
  release('0.2.1', '2025-11-14T18:00:00Z'),
  release('0.2.0', '2025-10-17T18:00:00Z'),
  release('0.1.1', '2025-08-22T18:00:00Z'),
  release('0.1.0', '2025-07-18T18:00:00Z'),
]

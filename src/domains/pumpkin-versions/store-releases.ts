import { PumpkinReleaseEntity } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'
import { emit } from '../events/index.ts'
import { bundledVersions } from './bundled.ts'
import type { UsableRelease } from './usable-releases.ts'

/** Replaces the known releases by these, and announces which versions came and went, if any did. */
export async function storeReleases(
  tx: Tx,
  app: Pick<Services, 'clock' | 'jobs'>,
  releases: readonly UsableRelease[],
): Promise<void> {
  const stored = new Map((await tx.find(PumpkinReleaseEntity, {})).map((each) => [each.version, each]))
  const fresh = new Set(releases.map(({ version }) => version))
  for (const release of releases) {
    const known = stored.get(release.version)
    if (!known) tx.create(PumpkinReleaseEntity, { ...release }, { persist: true })
    else tx.assign(known, { tagName: release.tagName, publishedAt: release.publishedAt })
  }
  for (const [version, release] of stored) if (!fresh.has(version)) tx.remove(release)
  const before = new Set(stored.size > 0 ? stored.keys() : bundledVersions.map(({ version }) => version))
  const added = [...fresh].filter((version) => !before.has(version))
  const removed = [...before].filter((version) => !fresh.has(version))
  if (added.length + removed.length > 0) {
    await emit(tx, { app }, { type: 'pumpkin-versions.changed', data: { added, removed } })
  }
}

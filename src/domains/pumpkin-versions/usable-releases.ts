import type { FeedRelease } from '../../ports/release-feed/release-feed.ts'
import { isVersion } from '../versions/index.ts'

export interface UsableRelease {
  version: string
  tagName: string
  publishedAt: Date
}

/**
 * The published releases whose tag is a strict semantic version, with or without a leading `v`. Of two tags of one
 * version the later publication counts.
 */
export function usableReleases(feed: readonly FeedRelease[]): UsableRelease[] {
  const byVersion = new Map<string, UsableRelease>()
  for (const { tagName, publishedAt, isDraft } of feed) {
    const version = tagName.replace(/^v/, '')
    if (isDraft || !isVersion(version)) continue
    const known = byVersion.get(version)
    if (!known || known.publishedAt < publishedAt) byVersion.set(version, { version, tagName, publishedAt })
  }
  return [...byVersion.values()]
}

import { getPage, type Page } from './page.ts'
import type { FeedRelease, ReleaseFeed } from './release-feed.ts'

export interface ReleaseFeedConfig {
  url: string
  /** How long (ms) the feed has for all its pages. */
  timeoutMs?: number
  /** How much (bytes) one page may hold. */
  maxBytes?: number
}

const MAX_PAGES = 20

/** A feed in the format of GitHub's `GET /repos/{owner}/{repo}/releases`, all of its pages. */
export function createReleaseFeed({
  url,
  timeoutMs = 10_000,
  maxBytes = 5_000_000,
}: ReleaseFeedConfig): ReleaseFeed {
  const closing = new AbortController()
  return {
    async read(etag) {
      const limits = { maxBytes, signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]) }
      const first = await getPage(new URL(url), limits, etag)
      if (first === 'unchanged') return { kind: 'unchanged' }
      const releases = releasesOf(first)
      let { next } = first
      // The tag stands for the first page only: what changes on a later one would go unseen.
      const whole = next ? undefined : first.etag
      for (let pages = 1; next && pages < MAX_PAGES; pages++) {
        const page = await getPage(next, limits)
        if (page === 'unchanged') break
        releases.push(...releasesOf(page))
        next = page.next
      }
      return { kind: 'releases', releases, etag: whole }
    },
    close: () => closing.abort(new Error('the server is stopping')),
  }
}

/** The entries that are releases; a feed may hold others without being wrong as a whole. */
function releasesOf({ json }: Page): FeedRelease[] {
  if (!Array.isArray(json)) throw new Error('the release feed answered with something that is not a list')
  return json.map(releaseOf).filter((release) => release !== undefined)
}

function releaseOf(entry: unknown): FeedRelease | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  const { tag_name, draft, published_at } = entry as Record<string, unknown>
  if (typeof tag_name !== 'string') return undefined
  const isDraft = draft === true
  const publishedAt = new Date(typeof published_at === 'string' ? published_at : Number.NaN)
  // Only drafts have not been published.
  if (!isDraft && Number.isNaN(publishedAt.getTime())) return undefined
  return { tagName: tag_name, isDraft, publishedAt }
}

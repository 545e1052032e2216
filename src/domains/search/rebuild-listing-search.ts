import type { Services } from '../context.ts'
import { changingIndex, later } from './index-lock.ts'
import { allListings } from './read-listings.ts'

const BATCH = 500
/** How soon (ms) it is tried again when another process changes the index. */
const PAUSE = 5000

type App = Pick<Services, 'orm' | 'sql' | 'listingSearch' | 'clock' | 'jobs' | 'log'>

/**
 * Makes the index of listings anew while the old one answers. What changes meanwhile stays marked, and is brought up
 * to date afterwards.
 */
export async function rebuildListingSearch(app: App): Promise<void> {
  const isOurs = await changingIndex(app, 'listings', async () => {
    const started = performance.now()
    await app.listingSearch.rebuild(allListings(app, BATCH))
    app.log.info({ ms: Math.round(performance.now() - started) }, 'search index of listings rebuilt')
  })
  if (!isOurs) await later(app, 'rebuild-listing-search', PAUSE)
}

import type { Services } from '../context.ts'
import { drainQueue } from './drain-queue.ts'
import { readListings } from './read-listings.ts'

type App = Pick<Services, 'orm' | 'sql' | 'listingSearch' | 'clock' | 'jobs'>

/** Brings what is marked up to date in the index of listings, until nothing is marked or `signal` stops it. */
export const indexListings = (app: App, job: { signal: AbortSignal }): Promise<void> =>
  drainQueue(
    app,
    {
      index: 'listings',
      table: 'listing_search_queue',
      key: 'listing_id',
      job: 'index-listings',
      work: (_, ids) => indexSome(app, ids),
    },
    job,
  )

async function indexSome(app: App, ids: string[]): Promise<void> {
  const documents = await readListings(app, ids)
  const published = new Set(documents.map(({ listingId }) => listingId))
  await app.listingSearch.put(documents)
  await app.listingSearch.remove(ids.filter((id) => !published.has(id)))
}

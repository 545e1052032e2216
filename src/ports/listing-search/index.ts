import type { Log, SearchConfig } from '../search/index.ts'
import type { Pools } from '../search/postgres-pool.ts'
import type { ListingSearch } from './listing-search.ts'
import { createPostgresListingSearch } from './postgres.ts'
import { withFallback } from './with-fallback.ts'

/** The configured index of listings, in the engines of the search for plugins. */
export async function createListingSearch(config: SearchConfig & Pools, log: Log): Promise<ListingSearch> {
  const fallback = createPostgresListingSearch(config)
  if (config.kind === 'postgres') return fallback
  // A server that searches in PostgreSQL does not load the client.
  const { createMeilisearchListings } = await import('./meilisearch.ts')
  return withFallback({ primary: createMeilisearchListings(config), fallback, log })
}

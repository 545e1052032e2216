import { all, type Pool } from '../search/postgres-pool.ts'
import { isBuilt, rebuild } from '../search/postgres-rebuild.ts'
import type { ListingSearch } from './listing-search.ts'
import { find } from './postgres-find.ts'
import { put, REBUILT, remove } from './postgres-write.ts'

/** The index in our own database: what is searched for is found as soon as it is committed. */
export const createPostgresListingSearch = (pool: Pool): ListingSearch => ({
  put: (documents) => put(pool, documents),
  remove: (ids) => remove(pool, ids),
  find: (query) => find(pool, query),
  rebuild: (documents) => rebuild(pool, REBUILT, documents),
  isBuilt: () => isBuilt(pool, REBUILT),
  check: async () => void (await all(pool, 'select')),
  // The connections belong to somebody else.
  close: async () => {},
})

import { all, type Pools } from '../search/postgres-pool.ts'
import { isBuilt, rebuild } from '../search/postgres-rebuild.ts'
import type { ListingSearch } from './listing-search.ts'
import { find } from './postgres-find.ts'
import { put, REBUILT, remove } from './postgres-write.ts'

/** The index in our own database: what is searched for is found as soon as it is committed. */
export const createPostgresListingSearch = ({ writing, reading }: Pools): ListingSearch => ({
  put: (documents) => put(writing, documents),
  remove: (ids) => remove(writing, ids),
  find: (query) => find(reading, query),
  rebuild: (documents) => rebuild(writing, REBUILT, documents),
  isBuilt: () => isBuilt(writing, REBUILT),
  check: async () => void (await all(writing, 'select')),
  // The connections belong to somebody else.
  close: async () => {},
})

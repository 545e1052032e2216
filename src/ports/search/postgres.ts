import { find } from './postgres-find.ts'
import { all, type Pools } from './postgres-pool.ts'
import { isBuilt, rebuild } from './postgres-rebuild.ts'
import { REBUILT } from './postgres-rebuilt.ts'
import { suggest } from './postgres-suggest.ts'
import { put, remove } from './postgres-write.ts'
import type { Search } from './search.ts'

const REFRESH = `
  with names as (
    update search_names n set downloads = t.downloads from plugin_totals t
    where t.plugin_id = n.plugin_id and t.downloads <> n.downloads
  )
  update search_documents d set downloads = t.downloads from plugin_totals t
  where t.plugin_id = d.plugin_id and t.downloads <> d.downloads`

/** The index in our own database: what is searched for is found as soon as it is committed. */
export const createPostgresSearch = ({ writing, reading }: Pools): Search => ({
  hasLiveDownloads: true,
  refreshDownloads: async () => void (await all(writing, REFRESH)),
  put: (documents) => put(writing, documents),
  remove: (pluginIds) => remove(writing, pluginIds),
  find: (query) => find(reading, query),
  suggest: async (text, limit) => ({ pluginIds: await suggest(reading, text, limit) }),
  rebuild: (documents) => rebuild(writing, REBUILT, documents),
  isBuilt: () => isBuilt(writing, REBUILT),
  check: async () => void (await all(writing, 'select')),
  // The connections belong to somebody else.
  close: async () => {},
})

import { documentsOf, type RangeDocument } from './meilisearch-documents.ts'
import { find, suggest } from './meilisearch-find.ts'
import { type IndexShape, list, type MeilisearchConfig, meilisearchIndex } from './meilisearch-index.ts'
import { DOCUMENTS, SETTINGS } from './meilisearch-settings.ts'
import type { Search, SearchDocument } from './search.ts'

export type { MeilisearchConfig }

const SHAPE: IndexShape<SearchDocument, RangeDocument> = {
  prefix: 'gourd_plugins',
  settings: SETTINGS,
  version: DOCUMENTS,
  documentsOf,
  key: 'plugin_id',
  /** Of positions that a plugin has no more. */
  surplus: (stored) =>
    [...Map.groupBy(stored, ({ length }) => length)].map(([count, same]) => {
      const ids = same.flatMap(([first]) => (first ? [first.plugin_id] : []))
      return `plugin_id IN ${list(ids)} AND position >= ${count}`
    }),
}

/** The index in Meilisearch. Before the first `rebuild` it answers nothing: searches reject. */
export function createMeilisearch(config: MeilisearchConfig): Search {
  const { ask, ...index } = meilisearchIndex(config, SHAPE)
  return {
    ...index,
    hasLiveDownloads: false,
    find: (query) => ask((index) => find(index, query)),
    suggest: async (text, limit) => ({ pluginIds: await ask((index) => suggest(index, text, limit)) }),
  }
}

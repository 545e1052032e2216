import { type Index, Meilisearch, MeilisearchApiError, type Settings } from 'meilisearch'
import { plainly } from './meilisearch-error.ts'
import { rebuild } from './meilisearch-rebuild.ts'
import { indexName } from './meilisearch-settings.ts'
import { done } from './meilisearch-task.ts'

export interface MeilisearchConfig {
  url: string
  /** Needed where the server has a master key. */
  key?: string
  /** How the names of its indexes begin. */
  prefix?: string
  /** How long (ms) a search may take. */
  readTimeoutMs?: number
  /** How long (ms) any other request may take. */
  writeTimeoutMs?: number
}

/** What is kept in an index of ours. */
export interface IndexShape<Document, Stored extends { id: string }> {
  prefix: string
  settings: Settings
  /** Changes whenever `documentsOf` makes other documents of the same thing. */
  version: number
  /** The documents that stand for one thing. */
  documentsOf(document: Document): Stored[]
  /** The attribute with the thing's own id. */
  key: string
  /** Filters that match what was stored of these things before and is not any more. */
  surplus?(stored: Stored[][]): string[]
}

/** In every index that was built to its end, and in no other one. */
export const BUILT = 'built'

/** An index in Meilisearch 1.9 or later, but for searching in it. Every write waits until the server has done it. */
export function meilisearchIndex<Document, Stored extends { id: string }>(
  { url, key, prefix, readTimeoutMs = 1000, writeTimeoutMs = 30_000 }: MeilisearchConfig,
  shape: IndexShape<Document, Stored>,
) {
  const clientFor = (timeout: number) => new Meilisearch({ host: url, apiKey: key, timeout })
  const name = indexName(prefix ?? shape.prefix, shape)
  const reader = clientFor(readTimeoutMs)
  const writer = clientFor(writeTimeoutMs)
  const index: Index<Stored> = writer.index(name)
  return {
    /** Asks what searches are asked of. */
    ask: <T>(question: (index: Index<Stored>) => Promise<T>) => plainly(question(reader.index(name))),
    put: (documents: Document[]) => plainly(put(writer, index, shape, documents)),
    remove: (ids: string[]) => plainly(remove(writer, index, shape.key, ids)),
    rebuild: (documents: AsyncIterable<Document[]>) => plainly(rebuild(writer, name, shape, documents)),
    isBuilt: () => plainly(isBuilt(index)),
    check: async () => void (await plainly(reader.health())),
    close: async () => {},
  }
}

/** What is new replaces the old in one step, so that a reader never misses it; then the surplus is removed. */
async function put<Document, Stored extends { id: string }>(
  client: Meilisearch,
  index: Index<Stored>,
  { documentsOf, surplus }: IndexShape<Document, Stored>,
  all: Document[],
): Promise<void> {
  if (all.length === 0) return
  const stored = all.map(documentsOf)
  await done(client, index.addDocuments(stored.flat(), { primaryKey: 'id' }))
  if (surplus) await done(client, index.deleteDocuments({ filter: [surplus(stored)] }))
}

async function remove<Stored extends { id: string }>(
  client: Meilisearch,
  index: Index<Stored>,
  key: string,
  ids: string[],
): Promise<void> {
  if (ids.length > 0) await done(client, index.deleteDocuments({ filter: `${key} IN ${list(ids)}` }))
}

async function isBuilt(index: Index<{ id: string }>): Promise<boolean> {
  try {
    await index.getDocument(BUILT, { fields: ['id'] })
    return true
  } catch (error) {
    if (error instanceof MeilisearchApiError && error.response.status === 404) return false
    throw error
  }
}

/** Ids as the list of a filter. */
export const list = (ids: string[]): string => `[${ids.map((id) => `"${id}"`).join(', ')}]`

import type { MeilisearchConfig } from './meilisearch.ts'
import { createPostgresSearch } from './postgres.ts'
import type { Pools } from './postgres-pool.ts'
import type { Search } from './search.ts'
import { withFallback } from './with-fallback.ts'

export { type Pools, READING } from './postgres-pool.ts'
export type { Search, SearchDocument, SearchQuery, SearchResult, SearchSort } from './search.ts'

export type SearchConfig = { kind: 'postgres' } | ({ kind: 'meilisearch' } & MeilisearchConfig)

/** What is used of the log. */
export interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/**
 * The configured index. The pools reach our database: the index in PostgreSQL lives there, and answers when Meilisearch
 * is configured and does not.
 */
export async function createSearch(config: SearchConfig & Pools, log: Log): Promise<Search> {
  const fallback = createPostgresSearch(config)
  if (config.kind === 'postgres') return fallback
  // A server that searches in PostgreSQL does not load the client.
  const { createMeilisearch } = await import('./meilisearch.ts')
  return withFallback({ primary: createMeilisearch(config), fallback, log })
}

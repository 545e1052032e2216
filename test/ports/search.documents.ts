import { randomUUID } from 'node:crypto'
import type { SearchDocument, SearchQuery } from '../../src/ports/search/search.ts'

let made = 0

/** A plugin to be searched for; what is not said is plain and different each time. */
export function document(change: Partial<SearchDocument> = {}): SearchDocument {
  made++
  const name = change.name ?? `Nothing ${made}`
  const at = new Date(Date.UTC(2026, 0, 1) + made * 60_000).toISOString()
  return {
    pluginId: randomUUID(),
    slug: `slug-${made}`,
    name,
    shortDescription: '',
    description: '',
    author: ['somebody'],
    categories: [],
    downloads: 0,
    averageRating: 0,
    reviewCount: 0,
    createdAt: at,
    updatedAt: at,
    ranges: [],
    ...change,
  }
}

export const query = (change: Partial<SearchQuery> = {}): SearchQuery => ({
  text: '',
  sort: 'relevance',
  offset: 0,
  limit: 20,
  ...change,
})

export async function* batches<Document = SearchDocument>(...all: Document[][]): AsyncGenerator<Document[]> {
  yield* all
}

export const category = (slug: string) => ({ slug, name: slug[0]?.toUpperCase() + slug.slice(1) })

import type { Index } from 'meilisearch'
import type { RangeDocument } from './meilisearch-documents.ts'
import { searchParams, sliceOf } from './meilisearch-query.ts'
import type { SearchQuery, SearchResult } from './search.ts'
import type { Answer } from './search-index.ts'
import { wordsOf } from './words.ts'

const NOTHING: SearchResult = {
  pluginIds: [],
  estimatedTotal: 0,
  facets: { categories: {}, platforms: {}, pumpkinVersions: {} },
}

export async function find(index: Index<RangeDocument>, query: SearchQuery): Promise<SearchResult> {
  const params = searchParams(query)
  if (!params) return NOTHING
  return findWords(query.text, async (text, matchingStrategy) => {
    const found = await index.search(text, { ...params, matchingStrategy })
    const { categories = {}, platforms = {}, pumpkin_versions = {} } = found.facetDistribution ?? {}
    return {
      pluginIds: sliceOf(query, found.hits).map(({ plugin_id }) => plugin_id),
      estimatedTotal: totalOf(found),
      facets: { categories, platforms, pumpkinVersions: pumpkin_versions },
    }
  })
}

/** Every word has to match; where nothing has them all, what has the first ones is found, else the last ones. */
export async function findWords<Found extends Answer>(
  text: string,
  ask: (text: string, matchingStrategy: 'all' | 'last') => Promise<Found>,
): Promise<Found> {
  const words = wordsOf(text)
  let found = await ask(words.join(' '), 'all')
  if (found.estimatedTotal === 0 && words.length > 1) found = await ask(words.join(' '), 'last')
  if (found.estimatedTotal === 0 && words.length > 1) found = await ask(words.toReversed().join(' '), 'last')
  return found
}

/** Of an answer in pages. */
export const totalOf = (found: object): number => (found as { totalHits?: number }).totalHits ?? 0

/** Names that begin with the text or resemble it. */
export async function suggest(index: Index<RangeDocument>, text: string, limit: number): Promise<string[]> {
  const words = wordsOf(text)
  if (words.length === 0) return []
  const { hits } = await index.search(words.join(' '), {
    filter: 'position = 0',
    attributesToSearchOn: ['name', 'other_names'],
    attributesToRetrieve: ['plugin_id'],
    matchingStrategy: 'all',
    limit,
  })
  return hits.map(({ plugin_id }) => plugin_id)
}

import type { SearchParams } from 'meilisearch'
import { filterKey } from './meilisearch-texts.ts'
import type { SearchQuery, SearchSort } from './search.ts'
import type { Question } from './search-index.ts'

/** What categories and platforms are written with; nothing else can be found, and nothing needs an escape. */
const PLAIN = /^[a-z0-9][a-z0-9_.-]{0,99}$/

const SORTS: Record<SearchSort, string[]> = {
  relevance: [],
  downloads: ['downloads:desc'],
  newest: ['created_at:desc'],
  oldest: ['created_at:asc'],
  updated: ['updated_at:desc'],
  name_asc: ['sort_name:asc'],
  name_desc: ['sort_name:desc'],
  rating: ['average_rating:desc', 'review_count:desc'],
  rating_asc: ['average_rating:asc', 'review_count:asc'],
}

/** A question as Meilisearch is asked it; nothing when no plugin can be the answer. */
export function searchParams(query: SearchQuery): SearchParams | undefined {
  const filter = filterOf(query)
  if (!filter) return undefined
  const sort = SORTS[query.sort]
  return {
    filter,
    // Several documents of one plugin can match ranges. Numbers and facets of distinct documents are exact only in
    // pages, and right because the documents of a plugin have the same facets.
    ...(query.ranges && { distinct: 'plugin_id' }),
    ...(sort.length > 0 && { sort: [...sort, 'plugin_id:asc'] }),
    facets: ['categories', 'platforms', 'pumpkin_versions'],
    attributesToRetrieve: ['plugin_id'],
    ...pageOf(query),
  }
}

function filterOf({ category, platform, ranges }: SearchQuery): string[] | undefined {
  if (ranges?.length === 0) return undefined
  if ([category, platform].some((value) => value !== undefined && !PLAIN.test(value))) return undefined
  const platforms = ranges ? 'range_platforms' : 'platforms'
  return [
    ranges ? `range IN [${ranges.map(filterKey).join(', ')}]` : 'position = 0',
    ...(category === undefined ? [] : [`categories = "${category}"`]),
    ...(platform === undefined ? [] : [`${platforms} = "${platform}"`]),
  ]
}

/** The page that an offset begins; where it begins none, one that holds what is asked for (see `sliceOf`). */
export const pageOf = ({ offset, limit }: Question) =>
  offset % limit === 0
    ? { page: offset / limit + 1, hitsPerPage: limit }
    : { page: 1, hitsPerPage: offset + limit }

export const sliceOf = <T>({ offset, limit }: Question, hits: T[]): T[] =>
  offset % limit === 0 ? hits : hits.slice(offset, offset + limit)

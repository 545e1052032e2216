import type { SearchParams } from 'meilisearch'
import { findWords, totalOf } from '../search/meilisearch-find.ts'
import { type MeilisearchConfig, meilisearchIndex } from '../search/meilisearch-index.ts'
import { pageOf, sliceOf } from '../search/meilisearch-query.ts'
import { filterKey } from '../search/meilisearch-texts.ts'
import type { ListingQuery, ListingSearch, ListingSort } from './listing-search.ts'
import { SHAPE } from './meilisearch-documents.ts'

const SORTS: Record<ListingSort, string[]> = {
  relevance: [],
  newest: ['published_at:desc', 'listing_id:desc'],
  installs: ['installs:desc', 'listing_id:desc'],
  rating: ['ratings_avg:desc', 'ratings_count:desc', 'listing_id:desc'],
  price_asc: ['price_usd_micros:asc', 'listing_id:asc'],
  price_desc: ['price_usd_micros:desc', 'listing_id:desc'],
}

/** The index in Meilisearch. Before the first `rebuild` it answers nothing: searches reject. */
export function createMeilisearchListings(config: MeilisearchConfig): ListingSearch {
  const { ask, ...index } = meilisearchIndex(config, SHAPE)
  return {
    ...index,
    find: (query) =>
      ask((index) =>
        findWords(query.text, async (text, matchingStrategy) => {
          const found = await index.search(text, { ...searchParams(query), matchingStrategy })
          return {
            listingIds: sliceOf(query, found.hits).map(({ listing_id }) => listing_id),
            estimatedTotal: totalOf(found),
          }
        }),
      ),
  }
}

function searchParams(query: ListingQuery): SearchParams {
  const { license, categoryId, tag, free, sort, text } = query
  // Without words nothing is more relevant than anything else.
  const order = SORTS[sort === 'relevance' && text === '' ? 'newest' : sort]
  return {
    filter: [
      // All but the document that says that the index was built.
      'is_listing = true',
      ...(license === undefined ? [] : [`license = ${filterKey(license)}`]),
      ...(categoryId === undefined ? [] : [`category = ${filterKey(categoryId.toLowerCase())}`]),
      ...(tag === undefined ? [] : [`tag_keys = ${filterKey(tag)}`]),
      ...(free === undefined ? [] : [`is_free = ${free}`]),
    ],
    ...(order.length > 0 && { sort: order }),
    attributesToRetrieve: ['listing_id'],
    ...pageOf(query),
  }
}

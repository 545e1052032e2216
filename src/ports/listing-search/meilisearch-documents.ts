import type { IndexShape } from '../search/meilisearch-index.ts'
import { rankingOf, SHARED_SETTINGS } from '../search/meilisearch-settings.ts'
import { filterKey, microseconds, otherNamesOf, words } from '../search/meilisearch-texts.ts'
import type { ListingDocument } from './listing-search.ts'

export interface StoredListing {
  id: string
  listing_id: string
  is_listing: true
  title: string
  other_titles: string
  about: string
  summary: string
  description: string
  license: string
  category: string | null
  tag_keys: string[]
  is_free: boolean
  price_usd_micros: number
  installs: number
  ratings_avg: number
  ratings_count: number
  /** Microseconds since 1970. */
  published_at: number
}

/** Each listing is one document. */
export const SHAPE: IndexShape<ListingDocument, StoredListing> = {
  prefix: 'gourd_listings',
  version: 1,
  key: 'listing_id',
  settings: {
    searchableAttributes: ['title', 'other_titles', 'about', 'summary', 'description'],
    filterableAttributes: ['listing_id', 'is_listing', 'license', 'category', 'tag_keys', 'is_free'],
    sortableAttributes: [
      'published_at',
      'installs',
      'ratings_avg',
      'ratings_count',
      'price_usd_micros',
      'listing_id',
    ],
    rankingRules: rankingOf('installs', 'listing_id'),
    ...SHARED_SETTINGS,
  },
  documentsOf: (it) => [
    {
      id: it.listingId,
      listing_id: it.listingId,
      is_listing: true,
      title: words([it.title]),
      other_titles: otherNamesOf(it.title),
      about: words([it.persona, ...it.seller, ...it.tags, ...(it.category ? [it.category.name] : [])]),
      summary: words([it.summary]),
      description: words([it.description]),
      license: filterKey(it.license),
      category: it.category ? filterKey(it.category.id) : null,
      tag_keys: it.tags.map(filterKey),
      is_free: it.priceUsdMicros === 0,
      price_usd_micros: it.priceUsdMicros,
      installs: it.installs,
      ratings_avg: it.ratingsAvg,
      ratings_count: it.ratingsCount,
      published_at: microseconds(it.publishedAt),
    },
  ],
}

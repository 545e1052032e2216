import type { Answer, Question, SearchIndex } from '../search/search-index.ts'

/** A published listing as it is searched for. */
export interface ListingDocument {
  listingId: string
  title: string
  summary: string
  description: string
  /** Of the persona that is offered. */
  persona: string
  /** Username and display name. */
  seller: string[]
  tags: string[]
  category: { id: string; name: string } | null
  license: string
  priceUsdMicros: number
  installs: number
  /** 0 without ratings. */
  ratingsAvg: number
  ratingsCount: number
  /** ISO 8601 UTC. */
  publishedAt: string
}

export const LISTING_SORTS = ['relevance', 'newest', 'installs', 'rating', 'price_asc', 'price_desc'] as const
export type ListingSort = (typeof LISTING_SORTS)[number]

export interface ListingQuery extends Question {
  license?: string
  categoryId?: string
  /** Exactly as it is written. */
  tag?: string
  /** true: those without a price; false: those with one. */
  free?: boolean
  sort: ListingSort
}

export interface ListingResult extends Answer {
  /** In order; ends in a unique tie-breaker. */
  listingIds: string[]
}

/** An index of published listings. */
export type ListingSearch = SearchIndex<ListingDocument, ListingQuery, ListingResult>

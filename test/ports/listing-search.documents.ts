import { randomUUID } from 'node:crypto'
import type { ListingDocument, ListingQuery } from '../../src/ports/listing-search/listing-search.ts'

let made = 0

/** A listing to be searched for; what is not said is plain and different each time. */
export function listing(change: Partial<ListingDocument> = {}): ListingDocument {
  made++
  return {
    listingId: randomUUID(),
    title: `Nothing ${made}`,
    summary: '',
    description: '',
    persona: '',
    seller: ['somebody'],
    tags: [],
    category: null,
    license: 'cc_by',
    priceUsdMicros: 0,
    installs: 0,
    ratingsAvg: 0,
    ratingsCount: 0,
    publishedAt: new Date(Date.UTC(2026, 0, 1) + made * 60_000).toISOString(),
    ...change,
  }
}

export const asked = (change: Partial<ListingQuery> = {}): ListingQuery => ({
  text: '',
  sort: 'relevance',
  offset: 0,
  limit: 20,
  ...change,
})

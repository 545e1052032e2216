import { z } from 'zod'
import { camelPageInput, camelPageOf } from '../../lib/paging.ts'
import { listingId, orderId } from '../../lib/public-id.ts'
import { singleLine } from '../../lib/text.ts'
import { LISTING_SORTS } from '../../ports/listing-search/listing-search.ts'
import { License, ListingPath, MarketplaceListing } from '../listings/index.ts'

const MAX_TEXT = 200

export const BrowseListings = z.object({
  ...camelPageInput(),
  q: singleLine({ max: MAX_TEXT })
    .default('')
    .describe(
      'Words to search for, typos forgiven, the last one perhaps only begun: in title, summary, description and tags, ' +
        'and in the names of persona, category and seller. Empty finds everything',
    ),
  license: License.optional(),
  categoryId: z.guid().optional(),
  tag: singleLine({ min: 1, max: 40 }).optional(),
  free: z.boolean().optional().describe('true: those without a price; false: those with one'),
  sort: z
    .enum(LISTING_SORTS)
    .optional()
    .describe('Best first, where it is not said otherwise. By default `relevance` with `q`, else `newest`'),
})
export type BrowseListings = z.infer<typeof BrowseListings>

export const MarketplacePage = camelPageOf(MarketplaceListing).meta({ id: 'MarketplacePage' })
export type MarketplacePage = z.infer<typeof MarketplacePage>

export const ListingRef = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9_-]{1,120}$/i)
    .describe('Listing id (`lst_…`) or slug'),
})
export type ListingRef = z.infer<typeof ListingRef>

export const Install = z
  .object({ installId: z.guid(), listingId: listingId.output, installedAt: z.string() })
  .meta({ id: 'Install' })
export type Install = z.infer<typeof Install>

export const Order = z
  .object({
    orderId: orderId.output,
    listingId: listingId.output,
    buyerId: z.guid(),
    amountUsdMicros: z.int().describe('The price at that moment'),
    status: z.enum(['completed']),
    createdAt: z.string(),
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof Order>

export const RateListing = ListingPath.extend({ rating: z.int().min(1).max(5) })
export type RateListing = z.infer<typeof RateListing>

export const ListingRating = z
  .object({ rating: z.int(), ratingsAvg: z.number(), ratingsCount: z.int() })
  .meta({ id: 'ListingRating' })
export type ListingRating = z.infer<typeof ListingRating>

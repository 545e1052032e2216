import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { requireOrg } from '../organisations/index.ts'
import { listing } from './present.ts'
import type { Listing, ListingFeed, ListListings } from './schema.ts'

const listings = feed<Listing>({
  table: 'listings l',
  alias: 'l',
  item: listing,
  where: 'l.org_id = $1',
  filters: { status: 'l.status', seller_id: 'l.seller_id', category_id: 'l.category_id' },
  total: (filter) => `select coalesce(sum(listings), 0) from listing_counts l where l.org_id = $1${filter}`,
})

/** The listings of the organisation that the caller works in, newest first, in every state. */
export async function listListings(ctx: Context, input: ListListings): Promise<ListingFeed> {
  const { orgId } = await requireOrg(ctx)
  return readFeed(ctx.app.sql.within({ orgId }), listings, [orgId], input)
}

import { type Statement, statement } from '../../database/sql.ts'
import type { ListingResult } from '../../ports/listing-search/listing-search.ts'
import type { Context } from '../context.ts'
import { type MarketplaceListing, publicListing } from '../listings/index.ts'
import { announceEngine, hasWords } from '../search/index.ts'
import type { BrowseListings, MarketplacePage } from './schema.ts'
import { viewerOf } from './viewer.ts'

const found: Statement<{ row: MarketplaceListing }> = statement(`
  select ${publicListing} as row from unnest($1::uuid[]) with ordinality as found (id, place)
  join listings l on l.id = found.id where l.status = 'published' order by found.place`)

/**
 * A page of the published listings that match `q`, as they are now: an index that is late names some that are gone.
 */
export async function searchListings(ctx: Context, input: BrowseListings): Promise<MarketplacePage> {
  const { page, perPage } = input
  const { listingIds, estimatedTotal, ...answer } = await find(ctx, input)
  announceEngine(ctx, answer)
  const rows = listingIds.length > 0 ? await ctx.app.sql.within(viewerOf(ctx)).all(found, [listingIds]) : []
  return { data: rows.map(({ row }) => row), page, perPage, total: estimatedTotal }
}

async function find({ app }: Context, input: BrowseListings): Promise<ListingResult> {
  const { q: text, page, perPage: limit, sort = 'relevance', license, categoryId, tag, free } = input
  if (!hasWords(text)) return { listingIds: [], estimatedTotal: 0 }
  const offset = (page - 1) * limit
  return app.listingSearch.find({ text, license, categoryId, tag, free, sort, offset, limit })
}

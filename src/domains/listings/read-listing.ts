import { type Statement, statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { listing, ownListing } from './present.ts'
import type { Listing, MarketplaceListing } from './schema.ts'

const byId = <Row>(item: string): Statement<{ row: Row }> =>
  statement(`select ${item} as row from listings l where l.id = $1 and l.org_id = $2`)

const own = byId<MarketplaceListing>(ownListing)
const exported = byId<Listing>(listing)

const read = async <Row>(
  ctx: Pick<Context, 'app'>,
  of: Statement<{ row: Row }>,
  orgId: string,
  id: string,
  sees?: 'everything',
) => {
  const found = await ctx.app.sql.within({ orgId, sees }).one(of, [id, orgId])
  if (!found) throw notFound('Listing')
  return found.row
}

/**
 * A listing as its organisation sees it on the marketplace. 404 when the organisation has none of that id; jobs and who
 * decides also get what only its seller sees.
 */
export const readOwnListing = (
  ctx: Pick<Context, 'app'>,
  orgId: string,
  id: string,
  sees?: 'everything',
): Promise<MarketplaceListing> => read(ctx, own, orgId, id, sees)

/** A listing in the shape of the tenant API. 404 when the organisation has none of that id. */
export const readListing = (
  ctx: Pick<Context, 'app'>,
  orgId: string,
  id: string,
  sees?: 'everything',
): Promise<Listing> => read(ctx, exported, orgId, id, sees)

import { type Statement, statement } from '../../database/sql.ts'
import { listingId } from '../../lib/public-id.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { type MarketplaceListing, ownListing, publicListing } from '../listings/index.ts'
import { requireOrg } from '../organisations/index.ts'
import type { ListingRef } from './schema.ts'
import { viewerOf } from './viewer.ts'

const NAMED = '(l.id = $1::uuid or l.slug = $2)'

const published: Statement<{ row: MarketplaceListing }> = statement(`
  select ${publicListing} as row from listings l where ${NAMED} and l.status = 'published'`)
const own: Statement<{ row: MarketplaceListing }> = statement(`
  select ${ownListing} as row from listings l where ${NAMED} and l.org_id = $3`)

/** A listing by its id or slug: what is published, and in whatever state what the caller's organisation has. */
export async function viewListing(ctx: Context, { id: name }: ListingRef): Promise<MarketplaceListing> {
  const names = [listingId.decode(name) ?? null, name]
  if (ctx.actor.kind !== 'anonymous') {
    const { orgId } = await requireOrg(ctx)
    const found = await ctx.app.sql.within({ orgId }).one(own, [...names, orgId])
    if (found) return found.row
  }
  const found = await ctx.app.sql.within(viewerOf(ctx)).one(published, names)
  if (!found) throw notFound('Listing')
  return found.row
}

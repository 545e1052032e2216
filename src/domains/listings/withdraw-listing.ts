import { type Context, transaction } from '../context.ts'
import { requireOrg } from '../organisations/index.ts'
import { announce } from './announce.ts'
import { changeStatus } from './change-status.ts'
import { lockEditableListing } from './lock-listing.ts'
import { readOwnListing } from './read-listing.ts'
import type { ListingPath, MarketplaceListing } from './schema.ts'

/** Takes a listing off the marketplace; who has it keeps it. What is not there any more: 409. */
export async function withdrawListing(ctx: Context, { id }: ListingPath): Promise<MarketplaceListing> {
  const org = await requireOrg(ctx)
  const { orgId } = org
  await transaction(
    ctx,
    async (tx) => {
      const listing = await lockEditableListing(tx, ctx, org, id)
      changeStatus(listing, 'withdraw', ctx.app.clock.now())
      await announce(tx, ctx, 'listing.withdrawn', id)
    },
    { orgId },
  )
  return readOwnListing(ctx, orgId, id)
}

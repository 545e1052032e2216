import type { Context } from '../context.ts'
import { requireOrg } from '../organisations/index.ts'
import { readListing } from './read-listing.ts'
import type { Listing, ListingPath } from './schema.ts'

/** A listing of the organisation that the caller works in, in whatever state. Those of others: 404. */
export async function getListing(ctx: Context, { id }: ListingPath): Promise<Listing> {
  const { orgId } = await requireOrg(ctx)
  return readListing(ctx, orgId, id)
}

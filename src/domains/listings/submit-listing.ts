import { type Context, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { announce } from './announce.ts'
import { applyVerdict, changeStatus } from './change-status.ts'
import { judge, rejection } from './judge.ts'
import { isUnchanged, lockEditableListing } from './lock-listing.ts'
import { readOwnListing } from './read-listing.ts'
import type { ListingPath, PublishedListing } from './schema.ts'

/**
 * Submits a listing again that was rejected or withdrawn, and answers as its first submission did. Rejected again it
 * stays `unpublished`: 422. What is in review, published or removed: 409.
 */
export async function submitListing(ctx: Context, { id }: ListingPath): Promise<PublishedListing> {
  const org = await requireOrg(ctx)
  const { orgId } = org
  await transaction(ctx, (tx) => lockEditableListing(tx, ctx, org, id), { orgId })
  const before = await readOwnListing(ctx, orgId, id)
  const verdict = await judge(ctx.app, before)
  await transaction(
    ctx,
    async (tx) => {
      const listing = await lockEditableListing(tx, ctx, org, id)
      const now = ctx.app.clock.now()
      // A verdict holds for what was judged.
      if (!isUnchanged(listing, before)) throw conflict('The listing was changed meanwhile. Submit it again.')
      changeStatus(listing, 'submit', now)
      applyVerdict(listing, verdict, now)
      await announce(tx, ctx, 'listing.updated', id)
    },
    { orgId },
  )
  if (verdict.kind === 'rejected') throw rejection(id, verdict)
  const { kind, reason } = verdict
  return { listing: await readOwnListing(ctx, orgId, id), verdict: { kind, reason } }
}

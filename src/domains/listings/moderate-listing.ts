import { type Services, transaction } from '../context.ts'
import { announce } from './announce.ts'
import { applyVerdict } from './change-status.ts'
import { judge } from './judge.ts'
import { isUnchanged, lockListing } from './lock-listing.ts'
import { readOwnListing } from './read-listing.ts'

/** Fetches the verdict of a listing that went into review. One that was decided or changed meanwhile stays as it is. */
export async function moderateListing(
  app: Services,
  { listingId, orgId }: { listingId: string; orgId: string },
): Promise<void> {
  const ctx = { app, actor: { kind: 'system' as const } }
  const before = await readOwnListing(ctx, orgId, listingId, 'everything')
  if (before.status !== 'in_review') return
  const verdict = await judge(app, before)
  await transaction(
    ctx,
    async (tx) => {
      const listing = await lockListing(tx, orgId, listingId)
      if (listing.status !== 'in_review') return
      if (!isUnchanged(listing, before)) {
        await app.jobs.enqueue(tx, 'moderate-listing', { listingId, orgId })
        return
      }
      applyVerdict(listing, verdict, app.clock.now())
      await announce(tx, ctx, 'listing.updated', listingId)
    },
    { orgId, sees: 'everything' },
  )
}

import type { SignedIn } from '../../auth/actor.ts'
import { listingId } from '../../lib/public-id.ts'
import { audit } from '../audit/index.ts'
import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { notify } from '../notifications/index.ts'
import { type Desk, enterOrgOf, requireDesk } from '../organisations/index.ts'
import { announce } from './announce.ts'
import { changeStatus } from './change-status.ts'
import { lockListing } from './lock-listing.ts'
import { mayDecide } from './policy.ts'
import { readListing } from './read-listing.ts'
import type { ApproveListing, Listing, RefuseListing } from './schema.ts'

type Decision = 'approve' | 'reject' | 'remove'
type SignedInContext = Context & { actor: SignedIn }

/** Publishes a listing that is in review. */
export const approveListing = (ctx: SignedInContext, input: ApproveListing): Promise<Listing> =>
  decide(ctx, 'approve', input)

/** Sends a listing that is in review back to its seller. */
export const rejectListing = (ctx: SignedInContext, input: RefuseListing): Promise<Listing> =>
  decide(ctx, 'reject', input)

/** Takes a listing away for good; who has it keeps it. */
export const removeListing = (ctx: SignedInContext, input: RefuseListing): Promise<Listing> =>
  decide(ctx, 'remove', input)

/** A decision of staff or of the organisation's moderators. 403 about one's own listing; 409 when it changes nothing. */
async function decide(
  ctx: SignedInContext,
  decision: Decision,
  { id, reason = '' }: ApproveListing,
): Promise<Listing> {
  const desk = await requireDesk(ctx)
  const orgId = await transaction(
    ctx,
    async (tx) => {
      const org = await enterOrgOf(tx, desk, 'listings', id)
      const listing = await lockListing(tx, org, id)
      requireDistance(ctx, desk, listing.seller.id)
      changeStatus(listing, decision, ctx.app.clock.now())
      if (reason) listing.moderationReason = reason
      const details = { title: listing.title, reason, org_id: org }
      const targetId = listingId.encode(id)
      audit(tx, ctx, { action: `listing.${decision}`, targetType: 'listing', targetId, details })
      notify(tx, ctx, { userId: listing.seller.id, ...noticeOf(decision, listing.title, reason) })
      await announce(tx, ctx, decision === 'remove' ? 'listing.withdrawn' : 'listing.updated', id)
      return org
    },
    { orgId: desk.orgId, sees: 'everything' },
  )
  return readListing(ctx, orgId, id, 'everything')
}

function requireDistance({ actor }: SignedInContext, { role }: Desk, sellerId: string): void {
  if (!mayDecide(actor, role, { sellerId })) {
    throw forbidden('Somebody else has to decide about your own listing.')
  }
}

const noticeOf = (decision: Decision, title: string, reason: string) => ({
  kind: 'listing_decided' as const,
  title: `Your listing "${title}" was ${{ approve: 'approved', reject: 'rejected', remove: 'removed' }[decision]}`,
  body: reason || 'It is on the marketplace now.',
  link: '/marketplace/listings',
})

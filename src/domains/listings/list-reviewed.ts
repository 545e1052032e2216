import type { SignedIn } from '../../auth/actor.ts'
import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { requireDesk } from '../organisations/index.ts'
import { reviewedListing } from './present.ts'
import type { ListReviewed, ReviewedListing, ReviewedListingFeed } from './schema.ts'

const shape = { table: 'listings l', alias: 'l', item: reviewedListing, filters: { status: 'l.status' } }
const everywhere = feed<ReviewedListing>({ ...shape, where: 'true' })
const ofOrg = feed<ReviewedListing>({ ...shape, where: 'l.org_id = $1' })

/** What waits for a decision, or is in another state: of all organisations for staff, else of the one's own. */
export async function listReviewed(
  ctx: Context & { actor: SignedIn },
  input: ListReviewed,
): Promise<ReviewedListingFeed> {
  const { orgId } = await requireDesk(ctx)
  // Also what others do not see of who is shadow-banned.
  const reads = ctx.app.sql.within({ orgId, sees: 'everything' })
  return orgId === undefined ? readFeed(reads, everywhere, [], input) : readFeed(reads, ofOrg, [orgId], input)
}

import type { Known } from '../../auth/actor.ts'
import { enter } from '../../database/tenancy.ts'
import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { markCountedListing } from '../search-queue/index.ts'
import { enterOffer } from './enter-offer.ts'
import { hasBought, hasInstalled } from './ownership.ts'
import type { ListingRating, RateListing } from './schema.ts'

const BEFORE = 'select rating, org_id from listing_ratings where listing_id = ? and user_id = ?'
// Rows are changed in the organisation they belong to: a rating moves to the one it is given in now.
const REMOVE = 'delete from listing_ratings where listing_id = ? and user_id = ?'
const INSERT = `
  insert into listing_ratings (listing_id, user_id, org_id, rating, rated_at) values (?, ?, ?, ?, ?)`
const COUNT = `
  update listings set ratings_sum = ratings_sum + ?, ratings_count = ratings_count + ? where id = ?
  returning ratings_avg::float8 as "ratingsAvg", ratings_count as "ratingsCount"`

/** Rates what the caller has installed or bought, once: again replaces it. Others, and its seller: 403. */
export async function rateListing(
  ctx: Context & { actor: Known },
  { id, rating }: RateListing,
): Promise<ListingRating> {
  const { orgId } = await requireOrg(ctx)
  const { userId } = ctx.actor
  return transaction(ctx, async (tx) => {
    // The listing's lock makes two ratings of one person follow each other.
    const offer = await enterOffer(tx, ctx, orgId, id)
    if (offer.sellerId === userId) throw forbidden('You cannot rate your own listing.')
    if (!(await hasInstalled(tx, id, userId)) && !(await hasBought(tx, id, userId))) {
      throw forbidden('Install or buy this listing before you rate it.')
    }
    const [before] = await tx.execute<{ rating: number; org_id: string }[]>(BEFORE, [id, userId])
    if (before) {
      await enter(tx, { orgId: before.org_id })
      await tx.execute(REMOVE, [id, userId])
    }
    await enter(tx, { orgId })
    await tx.execute(INSERT, [id, userId, orgId, rating, ctx.app.clock.now()])
    await enter(tx, { orgId: offer.orgId })
    const [counted] = await tx.execute<Omit<ListingRating, 'rating'>[]>(COUNT, [
      rating - (before?.rating ?? 0),
      before ? 0 : 1,
      id,
    ])
    await markCountedListing(tx, ctx, id)
    if (!counted) throw new Error(`The listing ${id} is gone while it was rated.`)
    return { rating, ...counted }
  })
}

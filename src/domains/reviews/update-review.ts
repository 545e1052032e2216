import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { requirePlugin } from '../plugins/index.ts'
import { announceReview } from './announce-review.ts'
import { changeStars } from './change-stars.ts'
import { lockReview } from './lock-review.ts'
import { mayRewrite } from './policy.ts'
import { presentReview } from './present.ts'
import type { Review, UpdateReview } from './schema.ts'

/**
 * Changes the fields that are sent; `null` or an empty text clears. A hidden review can be changed and stays hidden.
 * Somebody else's: 403, also for staff; no such plugin or review: 404.
 */
export async function updateReview(ctx: Context, input: UpdateReview): Promise<Review> {
  const plugin = await requirePlugin(ctx, input.slug)
  return transaction(ctx, async (tx) => {
    const review = await lockReview(tx, plugin, input.review_id)
    if (!mayRewrite(ctx.actor, { authorId: review.author.id })) {
      throw forbidden('Only its author can change a review.')
    }
    const { rating } = review
    if (input.rating !== undefined) review.rating = input.rating
    if (input.title !== undefined) review.title = input.title || null
    if (input.body !== undefined) review.body = input.body || null
    review.updatedAt = ctx.app.clock.now()
    if (!review.onlyFor) await announceReview(tx, ctx, 'updated', plugin, review)
    if (!review.isHidden && !review.onlyFor)
      await changeStars(tx, plugin.id, { from: rating, to: review.rating })
    return presentReview(tx, review.id)
  })
}

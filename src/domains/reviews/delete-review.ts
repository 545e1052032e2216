import type { Known } from '../../auth/actor.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { requirePlugin } from '../plugins/index.ts'
import { announceReview } from './announce-review.ts'
import { changeStars } from './change-stars.ts'
import { lockReview } from './lock-review.ts'
import { mayDelete, seenBy } from './policy.ts'
import { recordDecision } from './record-decision.ts'
import type { ReviewPath } from './schema.ts'

/**
 * Deletes a review for good; the reports about it stay. By somebody else than its author it is audited, and the
 * reviewer is told. Neither its author, nor the plugin's, nor staff: 403; no such plugin or review: 404.
 */
export async function deleteReview(ctx: Context & { actor: Known }, path: ReviewPath): Promise<void> {
  const sees = seenBy(ctx.actor)
  const plugin = await requirePlugin(ctx, path.slug, sees)
  const remove = async (tx: Tx): Promise<void> => {
    const review = await lockReview(tx, plugin, path.review_id)
    const authorId = review.author.id
    if (!mayDelete(ctx.actor, plugin, { authorId })) {
      throw forbidden('Only its author, the author of the plugin and staff can delete a review.')
    }
    if (authorId !== ctx.actor.userId) await recordDecision(tx, ctx, 'delete', plugin, review)
    if (!review.onlyFor) await announceReview(tx, ctx, 'deleted', plugin, review)
    tx.remove(review)
    if (!review.isHidden && !review.onlyFor) await changeStars(tx, plugin.id, { from: review.rating })
  }
  await transaction(ctx, remove, { sees })
}

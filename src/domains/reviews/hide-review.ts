import { type Context, type Tx, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { requirePlugin } from '../plugins/index.ts'
import { announceReview } from './announce-review.ts'
import { changeStars } from './change-stars.ts'
import { lockReview } from './lock-review.ts'
import { mayHide, seenBy } from './policy.ts'
import { recordDecision } from './record-decision.ts'
import type { HiddenReview, HideReview } from './schema.ts'

/**
 * Hides a review or shows it again: a hidden one is listed and counted nowhere. What changes it is audited and told
 * to the reviewer; what changes nothing is neither. Neither the plugin's author nor staff: 403; no such plugin or
 * review: 404.
 */
export async function hideReview(ctx: Context, { hidden, ...path }: HideReview): Promise<HiddenReview> {
  const sees = seenBy(ctx.actor)
  const plugin = await requirePlugin(ctx, path.slug, sees)
  const decide = async (tx: Tx): Promise<void> => {
    const review = await lockReview(tx, plugin, path.review_id)
    if (!mayHide(ctx.actor, plugin)) {
      throw forbidden('Only the author of the plugin and staff can hide a review or show it again.')
    }
    if (review.isHidden === hidden) return
    review.isHidden = hidden
    await recordDecision(tx, ctx, hidden ? 'hide' : 'show', plugin, review)
    await announceReview(tx, ctx, hidden ? 'hidden' : 'shown', plugin, review)
    if (!review.onlyFor) await changeStars(tx, plugin.id, { [hidden ? 'from' : 'to']: review.rating })
  }
  await transaction(ctx, decide, { sees })
  return { hidden }
}

import type { ReviewEntity } from '../../../entities/index.ts'
import type { Context, Tx } from '../context.ts'
import { emit } from '../events/index.ts'
import type { PluginRef } from '../plugins/index.ts'

type Change = 'created' | 'updated' | 'hidden' | 'shown' | 'deleted'

/** Announces what became of a review; whoever indexes the plugin follows. */
export const announceReview = (
  tx: Tx,
  ctx: Context,
  change: Change,
  plugin: PluginRef,
  review: ReviewEntity,
): Promise<void> =>
  emit(tx, ctx, {
    type: `review.${change}`,
    data: {
      pluginId: plugin.id,
      slug: plugin.slug,
      authorId: plugin.authorId,
      reviewId: review.id,
      reviewerId: review.author.id,
      rating: review.rating,
    },
  })

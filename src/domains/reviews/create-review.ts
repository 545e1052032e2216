import { newId, ReviewEntity } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import { statement } from '../../database/sql.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict, invalid } from '../errors.ts'
import { notify } from '../notifications/index.ts'
import { type PluginRef, requirePlugin } from '../plugins/index.ts'
import { announceReview } from './announce-review.ts'
import { changeStars } from './change-stars.ts'
import { presentReview } from './present.ts'
import { excerpt } from './record-decision.ts'
import type { CreateReview, Review } from './schema.ts'

/**
 * Enters the caller's review of a plugin and tells the plugin's author. No such plugin: 404, the caller's own: 422,
 * reviewed before, also when that review is hidden: 409.
 */
export async function createReview(ctx: Context & { actor: Known }, input: CreateReview): Promise<Review> {
  const plugin = await requirePlugin(ctx, input.slug)
  if (plugin.authorId === ctx.actor.userId) {
    throw invalid({ path: '', message: 'You cannot review your own plugin' })
  }
  try {
    return await transaction(ctx, (tx) => writeReview(tx, ctx, plugin, input))
  } catch (thrown) {
    if (violatedConstraint(thrown) !== 'reviews_once') throw thrown
    throw await alreadyReviewed(ctx, plugin)
  }
}

async function writeReview(
  tx: Tx,
  ctx: Context & { actor: Known },
  plugin: PluginRef,
  { rating, title, body }: CreateReview,
): Promise<Review> {
  const now = ctx.app.clock.now()
  const review = tx.create(ReviewEntity, {
    id: newId(),
    plugin: plugin.id,
    author: ctx.actor.userId,
    rating,
    title: title || null,
    body: body || null,
    isHidden: false,
    createdAt: now,
    updatedAt: now,
  })
  await tx.persist(review).flush()
  // Whether others see it, the database says.
  await tx.refresh(review)
  if (!review.onlyFor) await tellOthers(tx, ctx, plugin, review)
  return presentReview(tx, review.id)
}

async function tellOthers(
  tx: Tx,
  ctx: Context & { actor: Known },
  plugin: PluginRef,
  review: ReviewEntity,
): Promise<void> {
  const { rating, title } = review
  await announceReview(tx, ctx, 'created', plugin, review)
  notify(tx, ctx, {
    userId: plugin.authorId,
    kind: 'review_received',
    title: `New review of ${plugin.name}`,
    body: `${ctx.actor.username} gave ${rating} of 5 stars${title ? `: ${excerpt(title)}` : '.'}`,
    link: `/plugins/${plugin.slug}`,
  })
  await changeStars(tx, plugin.id, { to: rating })
}

const own = statement<{ id: string }>('select id from reviews where plugin_id = $1 and author_id = $2')

/** Names the review that stands in the way: a hidden one is in no list. */
async function alreadyReviewed(ctx: Context & { actor: Known }, plugin: PluginRef) {
  const review = await ctx.app.sql.one(own, [plugin.id, ctx.actor.userId])
  const which = review ? ` (review ${review.id})` : ''
  return conflict(`You have already reviewed this plugin${which}. Change or delete that review instead.`)
}

import { type ReviewEntity, UserEntity } from '../../../entities/index.ts'
import { audit } from '../audit/index.ts'
import type { Context, Tx } from '../context.ts'
import { type NotificationKind, notify } from '../notifications/index.ts'
import type { PluginRef } from '../plugins/index.ts'

const EXCERPT = 80

interface Decision {
  action: string
  kind: NotificationKind
  /** Continues "Your review of Fast Chunks". */
  became: string
  /** Continues "The author of the plugin". */
  did: string
}

const DECISIONS = {
  hide: {
    action: 'review.hide',
    kind: 'review_hidden',
    became: 'was hidden',
    did: 'hid it. It does not count in the rating; you can still change or delete it.',
  },
  show: {
    action: 'review.show',
    kind: 'review_shown',
    became: 'is shown again',
    did: 'showed it again. It counts in the rating.',
  },
  delete: {
    action: 'review.delete',
    kind: 'review_deleted',
    became: 'was deleted',
    did: 'deleted it. You may write another one.',
  },
} as const satisfies Record<string, Decision>

/** Audits what was decided about a review, and tells the reviewer unless they did it themselves. */
export async function recordDecision(
  tx: Tx,
  ctx: Context,
  decision: keyof typeof DECISIONS,
  plugin: PluginRef,
  review: ReviewEntity,
): Promise<void> {
  const { action, kind, became, did } = DECISIONS[decision]
  const reviewer = await tx.findOneOrFail(UserEntity, review.author.id)
  const { rating, title } = review
  const details = {
    plugin_name: plugin.name,
    plugin_slug: plugin.slug,
    reviewer: reviewer.username,
    rating,
    title: title && excerpt(title),
  }
  audit(tx, ctx, { action, targetType: 'review', targetId: review.id, details })
  const decider = ctx.actor.kind === 'anonymous' ? undefined : ctx.actor.userId
  if (reviewer.id === decider) return
  notify(tx, ctx, {
    userId: reviewer.id,
    kind,
    title: `Your review of ${plugin.name} ${became}`,
    body: `${decider === plugin.authorId ? 'The author of the plugin' : 'The staff'} ${did}`,
    link: `/plugins/${plugin.slug}`,
  })
}

/** The first characters of a one-line text. */
export function excerpt(text: string): string {
  const characters = [...text]
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT).join('')}…` : text
}

import { newId, ReviewEntity, ReviewReportEntity } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import { type Context, transaction } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import { requirePlugin } from '../plugins/index.ts'
import { presentReport } from './present.ts'
import type { ReportReview, ReviewReport } from './report-schema.ts'

/**
 * Asks staff to look at a review, a hidden one as well: who hides an insult may still report it. Reported before by
 * the caller: 409; no such plugin or review: 404.
 */
export async function reportReview(
  ctx: Context & { actor: Known },
  { slug, review_id, reason, details }: ReportReview,
): Promise<ReviewReport> {
  const plugin = await requirePlugin(ctx, slug)
  return transaction(ctx, async (tx) => {
    const review = await tx.findOne(ReviewEntity, { id: review_id, plugin: plugin.id })
    if (!review) throw notFound('Review')
    const report = tx.create(ReviewReportEntity, {
      id: newId(),
      reviewId: review.id,
      plugin: plugin.id,
      reporter: ctx.actor.userId,
      reason,
      details: details || null,
      createdAt: ctx.app.clock.now(),
    })
    await tx
      .persist(report)
      .flush()
      .catch((thrown) => {
        if (violatedConstraint(thrown) !== 'review_reports_once') throw thrown
        throw conflict('You have already reported this review. The staff will look at it.')
      })
    return presentReport(tx, report.id)
  })
}

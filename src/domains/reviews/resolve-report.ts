import { LockMode } from '@mikro-orm/core'
import { PluginEntity, ReviewReportEntity, UserEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { audit } from '../audit/index.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import { presentReport } from './present.ts'
import type { ResolveReport, ReviewReport } from './report-schema.ts'

const ACTIONS = { resolved: 'review_report.resolve', dismissed: 'review_report.dismiss' } as const

/** Decides a pending report, once and audited. Decided before: 409, no such report: 404. */
export async function resolveReport(
  ctx: Context & { actor: SignedIn },
  { report_id: id, status }: ResolveReport,
): Promise<ReviewReport> {
  const decide = async (tx: Tx): Promise<ReviewReport> => {
    const lockMode = LockMode.PESSIMISTIC_WRITE
    const report = await tx.findOne(ReviewReportEntity, { id }, { lockMode })
    if (!report) throw notFound('Report')
    if (report.status !== 'pending') {
      throw conflict(`This report is ${report.status} already; a decision stays as it is.`)
    }
    report.status = status
    report.resolvedBy = tx.getReference(UserEntity, ctx.actor.userId)
    report.resolvedAt = ctx.app.clock.now()
    const plugin = await tx.findOneOrFail(PluginEntity, report.plugin.id)
    audit(tx, ctx, {
      action: ACTIONS[status],
      targetType: 'review_report',
      targetId: report.id,
      details: {
        plugin_name: plugin.name,
        plugin_slug: plugin.slug,
        review_id: report.reviewId,
        reason: report.reason,
      },
    })
    return presentReport(tx, report.id)
  }
  // A plugin that others do not see as well.
  return transaction(ctx, decide, { sees: 'everything' })
}

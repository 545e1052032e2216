import { LockMode } from '@mikro-orm/core'
import { ReportEntity } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import { audit } from '../audit/index.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import { logAction } from '../moderation/index.ts'
import { type Desk, enterOrgOf, requireDesk } from '../organisations/index.ts'
import { announceReport } from './announce-report.ts'
import { readReport, readSummary } from './read-report.ts'
import type { DismissReport, Report, ResolveReport } from './schema.ts'

type KnownContext = Context & { actor: Known }

/** Decides that a report needs no action; the moderation log says so, too. */
export const dismissReport = (ctx: KnownContext, { id, reason }: DismissReport): Promise<Report> =>
  decide(ctx, id, 'dismissed', reason)

/** Notes how a report was settled. */
export const resolveReport = (ctx: KnownContext, { id, notes }: ResolveReport): Promise<Report> =>
  decide(ctx, id, 'resolved', notes)

/** A decision is taken once (409) and never by who is reported, for whom the report is not there (404). */
async function decide(
  ctx: KnownContext,
  id: string,
  resolution: 'dismissed' | 'resolved',
  text: string,
): Promise<Report> {
  const desk = await requireDesk(ctx)
  return transaction(
    ctx,
    async (tx) => {
      const report = await lockReport(tx, ctx, desk, id)
      if (report.status !== 'open') throw conflict(`This report was ${report.resolution} already.`)
      const now = ctx.app.clock.now()
      tx.assign(report, {
        status: 'resolved',
        resolution,
        resolutionText: text,
        resolvedBy: ctx.actor.userId,
        resolvedAt: now,
      })
      await tx.flush()
      if (resolution === 'dismissed') {
        const affectedUserId = report.reportedUser.id
        await logAction(tx, ctx, {
          orgId: report.orgId,
          action: 'dismiss',
          affectedUserId,
          reportId: id,
          reason: text,
        })
      }
      audit(tx, ctx, {
        action: `report.${resolution === 'dismissed' ? 'dismiss' : 'resolve'}`,
        targetType: 'report',
        targetId: id,
        details: { reported_user_id: report.reportedUser.id, text },
      })
      await announceReport(tx, ctx, 'resolved', report.orgId, await readSummary(tx, id))
      return readReport(tx, id)
    },
    desk.orgId ? { orgId: desk.orgId } : { sees: 'everything' },
  )
}

async function lockReport(tx: Tx, ctx: KnownContext, desk: Desk, id: string): Promise<ReportEntity> {
  const orgId = await enterOrgOf(tx, desk, 'reports', id)
  const where = { id, orgId, reportedUser: { $ne: ctx.actor.userId } }
  const report = await tx.findOne(ReportEntity, where, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!report) throw notFound('Report')
  return report
}

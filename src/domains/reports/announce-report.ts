import type { Context, Tx } from '../context.ts'
import { emit } from '../events/index.ts'
import { runsOrganisation } from '../organisations/index.ts'
import type { ReportSummary } from './schema.ts'

/** Announces a report to the organisation, unless who is reported reads what its webhooks are sent. */
export async function announceReport(
  tx: Tx,
  ctx: Context,
  change: 'created' | 'resolved',
  orgId: string,
  report: ReportSummary,
): Promise<void> {
  if (await runsOrganisation(tx, orgId, report.reported_user_id)) return
  await emit(tx, ctx, { type: `report.${change}`, data: { ...report }, orgId })
}

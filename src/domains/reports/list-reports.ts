import type { Known } from '../../auth/actor.ts'
import { feed, readFeed } from '../../database/feed.ts'
import type { Context } from '../context.ts'
import { requireDesk } from '../organisations/index.ts'
import { reportSummary } from './present.ts'
import type { ListReports, ReportFeed, ReportSummary } from './schema.ts'

const shape = {
  table: 'reports r',
  alias: 'r',
  item: reportSummary,
  filters: { status: 'r.status', reported_user_id: 'r.reported_user_id' },
}
const everywhere = feed<ReportSummary>({ ...shape, where: 'r.reported_user_id <> $1' })
const ofOrg = feed<ReportSummary>({ ...shape, where: 'r.reported_user_id <> $1 and r.org_id = $2' })

/** The reports of an organisation, or of all for staff, newest first; never those about the caller. */
export async function listReports(ctx: Context & { actor: Known }, input: ListReports): Promise<ReportFeed> {
  const { orgId } = await requireDesk(ctx)
  const { userId } = ctx.actor
  return orgId === undefined
    ? readFeed(ctx.app.sql.within({ sees: 'everything' }), everywhere, [userId], input)
    : readFeed(ctx.app.sql.within({ orgId }), ofOrg, [userId, orgId], input)
}

import type { Known } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { requireDesk } from '../organisations/index.ts'
import { report } from './present.ts'
import type { Report, ReportPath } from './schema.ts'

const one = statement<{ row: Report }>(`
  select ${report} as row from reports r
  where r.id = $1 and ($2::uuid is null or r.org_id = $2) and r.reported_user_id <> $3`)

/** One report with its full text. 404 for those of other organisations, and for who is reported. */
export async function getReport(ctx: Context & { actor: Known }, { id }: ReportPath): Promise<Report> {
  const { orgId } = await requireDesk(ctx)
  const reads = ctx.app.sql.within(orgId === undefined ? { sees: 'everything' } : { orgId })
  const found = await reads.one(one, [id, orgId ?? null, ctx.actor.userId])
  if (!found) throw notFound('Report')
  return found.row
}

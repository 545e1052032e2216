import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { report } from './present.ts'
import type { ListReports, ReviewReportList } from './report-schema.ts'

const newestFirst = statement<Pick<ReviewReportList, 'reports' | 'total'>>(`
  with page as (
    select id from review_reports where status = $1
    order by created_at desc, id desc limit $2::int offset $3::bigint
  )
  select
    (select count(*) from review_reports where status = $1) as total,
    (select coalesce(json_agg(${report} order by r.created_at desc, r.id desc), '[]')
     from page join review_reports r on r.id = page.id) as reports`)

/** A page of the reports of one status, newest first. Those about reviews or plugins that are gone stay. */
export async function listReports(ctx: Context, input: ListReports): Promise<ReviewReportList> {
  const row = await ctx.app.sql.one(newestFirst, [input.status, ...window(input)])
  return { reports: row?.reports ?? [], total: row?.total ?? 0, page: input.page }
}

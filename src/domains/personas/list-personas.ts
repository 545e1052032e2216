import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { requireOrg } from '../organisations/index.ts'
import { persona } from './present.ts'
import type { ListPersonas, PersonaPage } from './schema.ts'

const newest = statement<Pick<PersonaPage, 'data' | 'total'>>(`
  with page as (
    select * from personas where org_id = $1 order by created_at desc, id desc limit $2::int offset $3::bigint
  )
  select (select count(*) from personas where org_id = $1) as total,
    (select coalesce(json_agg(${persona} order by p.created_at desc, p.id desc), '[]') from page p) as data`)

/** The personas of the organisation that the caller works in, newest first. */
export async function listPersonas(ctx: Context, { page, perPage }: ListPersonas): Promise<PersonaPage> {
  const { orgId } = await requireOrg(ctx)
  const values = [orgId, ...window({ page, per_page: perPage })]
  const row = await ctx.app.sql.within({ orgId }).one(newest, values)
  return { data: row?.data ?? [], page, perPage, total: row?.total ?? 0 }
}

import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { JOINED, LIVE, pluginSummary } from '../plugins/index.ts'
import { containing } from './pattern.ts'
import type { AdminList, AdminPluginPage } from './schema.ts'

const WHERE = 'p.deleted_at is null and p.name ilike $3'

const newest = statement<Pick<AdminPluginPage, 'data' | 'total'>>(`
  with page as (
    select p.id from plugins p where ${WHERE} order by p.created_at desc, p.id desc
    limit $1::int offset $2::bigint
  )
  select (select count(*) from plugins p where ${WHERE}) as total,
    (select coalesce(json_agg(
       ${pluginSummary}::jsonb || jsonb_build_object('is_active', ${LIVE})
       order by p.created_at desc, p.id desc), '[]')
     from page join plugins p on p.id = page.id ${JOINED}) as data`)

/** All plugins that their authors did not delete, newest first. */
export async function listAllPlugins(ctx: Context, input: AdminList): Promise<AdminPluginPage> {
  const values = [...window(input), containing(input.search)]
  const row = await ctx.app.sql.within({ sees: 'everything' }).one(newest, values)
  return { data: row?.data ?? [], page: input.page, per_page: input.per_page, total: row?.total ?? 0 }
}

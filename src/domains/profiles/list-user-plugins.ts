import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { JOINED, LIVE, type PluginPage, pluginSummary } from '../plugins/index.ts'
import type { ListUserPlugins } from './schema.ts'

const newest = statement<Pick<PluginPage, 'data' | 'total'>>(`
  select
    (select count(*) from plugins p where p.author_id = author.id and ${LIVE}) as total,
    (select coalesce(json_agg(${pluginSummary} order by p.created_at desc, p.id desc), '[]')
     from (
       select p.id from plugins p where p.author_id = author.id and ${LIVE}
       order by p.created_at desc, p.id desc limit $1::int offset $2::bigint
     ) page join plugins p on p.id = page.id ${JOINED}) as data
  from users author where lower(author.username) = lower($3) and author.is_active`)

/** The live plugins of somebody, newest first. Deactivated or never there: 404. */
export async function listUserPlugins(ctx: Context, input: ListUserPlugins): Promise<PluginPage> {
  const row = await ctx.app.sql.one(newest, [...window(input), input.username])
  if (!row) throw notFound('User')
  return { ...row, page: input.page, per_page: input.per_page }
}

import { isoTime } from '../../database/json.ts'
import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { containing } from './pattern.ts'
import type { AdminList, AdminUserPage } from './schema.ts'

const WHERE = '(u.username ilike $3 or u.email ilike $3)'

const newest = statement<Pick<AdminUserPage, 'data' | 'total'>>(`
  with page as (
    select u.* from users u where ${WHERE} order by u.created_at desc, u.id desc
    limit $1::int offset $2::bigint
  )
  select (select count(*) from users u where ${WHERE}) as total,
    (select coalesce(json_agg(json_build_object(
       'id', u.id, 'username', u.username, 'display_name', u.display_name, 'email', u.email,
       'avatar_url', u.avatar_url, 'bio', u.bio, 'email_verified', u.email_verified, 'is_active', u.is_active,
       'role', u.role, 'created_at', ${isoTime('u.created_at')},
       'plugin_count', (select count(*) from plugins p where p.author_id = u.id and p.deleted_at is null)
     ) order by u.created_at desc, u.id desc), '[]') from page u) as data`)

/** Everybody, newest first. Who has no address is found by name alone. */
export async function listUsers(ctx: Context, input: AdminList): Promise<AdminUserPage> {
  const values = [...window(input), containing(input.search)]
  const row = await ctx.app.sql.within({ sees: 'everything' }).one(newest, values)
  return { data: row?.data ?? [], page: input.page, per_page: input.per_page, total: row?.total ?? 0 }
}

import type { SignedIn } from '../../auth/actor.ts'
import { isoTime } from '../../database/json.ts'
import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { requireAccess } from './access.ts'
import type { ListMembers, MemberPage } from './schema.ts'

const list = statement<Pick<MemberPage, 'data' | 'total'>>(`
  with page as (
    select * from organisation_members where org_id = $1
    order by joined_at, user_id limit $2::int offset $3::bigint
  )
  select
    (select count(*) from organisation_members where org_id = $1) as total,
    (select coalesce(json_agg(json_build_object(
       'user_id', page.user_id, 'username', u.username, 'role', page.role,
       'joined_at', ${isoTime('page.joined_at')}) order by page.joined_at, page.user_id), '[]')
     from page join users u on u.id = page.user_id) as data`)

/** Who belongs to an organisation, in the order they joined, for its members. */
export async function listMembers(
  ctx: Context & { actor: SignedIn },
  input: ListMembers,
): Promise<MemberPage> {
  const { orgId } = await requireAccess(ctx, input.id)
  const row = await ctx.app.sql.within({ orgId }).one(list, [orgId, ...window(input)])
  return { data: row?.data ?? [], page: input.page, per_page: input.per_page, total: row?.total ?? 0 }
}

import type { SignedIn } from '../../auth/actor.ts'
import { isoTime } from '../../database/json.ts'
import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import { orgId } from '../../lib/public-id.ts'
import type { Context } from '../context.ts'
import type { ListOrganisations, OrganisationPage } from './schema.ts'

const ORDER = 'personal_user_id is distinct from $1, lower(name), id'

const list = statement<Pick<OrganisationPage, 'data' | 'total'>>(`
  with page as (
    select o.*, m.role from organisation_members m join organisations o on o.id = m.org_id
    where m.user_id = $1 order by ${ORDER} limit $2::int offset $3::bigint
  )
  select
    (select count(*) from organisation_members where user_id = $1) as total,
    (select coalesce(json_agg(json_build_object(
       'id', ${orgId.sql('id')}, 'name', name, 'slug', slug, 'plan', plan, 'role', role,
       'created_at', ${isoTime('created_at')}) order by ${ORDER}), '[]') from page) as data`)

/** The organisations of the caller: their own first, the others by name. */
export async function listOrganisations(
  ctx: Context & { actor: SignedIn },
  input: ListOrganisations,
): Promise<OrganisationPage> {
  const { userId } = ctx.actor
  const row = await ctx.app.sql.within({ userId }).one(list, [userId, ...window(input)])
  return { data: row?.data ?? [], page: input.page, per_page: input.per_page, total: row?.total ?? 0 }
}

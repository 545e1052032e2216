import type { MemberRole } from '../../auth/member-roles.ts'
import { statement } from '../../database/sql.ts'
import { orgId as publicId } from '../../lib/public-id.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { missing } from './access.ts'
import type { ApiSettings, Member, Organisation } from './schema.ts'

const organisation = statement<Omit<Organisation, 'role'>>(`
  select ${publicId.sql('id')} as id, name, slug, plan, created_at from organisations where id = $1`)
const member = statement<Member>(`
  select m.user_id, u.username, m.role, m.joined_at from organisation_members m join users u on u.id = m.user_id
  where m.org_id = $1 and m.user_id = $2`)
const settings = statement<Pick<ApiSettings, 'default_rate_limit_per_minute'>>(
  'select default_rate_limit_per_minute from organisations where id = $1',
)

/** An organisation as somebody who has that role in it sees it. */
export async function presentOrganisation(
  ctx: Context,
  { orgId, role }: { orgId: string; role: MemberRole },
): Promise<Organisation> {
  const row = await ctx.app.sql.within({ orgId }).one(organisation, [orgId])
  if (!row) throw missing()
  return { ...row, role }
}

/** A member. 404 for who has just left. */
export async function presentMember(ctx: Context, orgId: string, userId: string): Promise<Member> {
  const row = await ctx.app.sql.within({ orgId }).one(member, [orgId, userId])
  if (!row) throw notFound('Member')
  return row
}

/** What limits the keys of an organisation that have no limit of their own. */
export async function presentApiSettings(ctx: Context, orgId: string): Promise<ApiSettings> {
  const row = await ctx.app.sql.within({ orgId }).one(settings, [orgId])
  if (!row) throw missing()
  return { ...row, platform_default_per_minute: ctx.app.settings.platformRateLimitPerMinute }
}

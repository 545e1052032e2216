import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { LIVE } from '../plugins/index.ts'
import type { ProfilePath, PublicProfile } from './schema.ts'

const profile = statement<PublicProfile>(`
  select u.id, u.username, u.display_name, u.avatar_url, u.bio, u.role, u.created_at,
    coalesce(own.plugins, 0) as plugin_count, coalesce(own.downloads, 0)::bigint as total_downloads
  from users u left join lateral (
    select count(*) as plugins, sum(t.downloads) as downloads
    from plugins p join plugin_totals t on t.plugin_id = p.id where p.author_id = u.id and ${LIVE}
  ) own on true
  where lower(u.username) = lower($1) and u.is_active`)

/** What everybody may know of somebody. Deactivated or never there: 404. */
export async function getPublicProfile(ctx: Context, { username }: ProfilePath): Promise<PublicProfile> {
  const row = await ctx.app.sql.one(profile, [username])
  if (!row) throw notFound('User')
  return row
}

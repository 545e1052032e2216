import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { JOINED, version } from './present.ts'
import type { Version, VersionList } from './schema.ts'

const newestFirst = statement<{ versions: Version[] }>(`
  select (
    select coalesce(json_agg(${version} order by v.published_at desc, v.id desc), '[]')
    from ${JOINED} where v.plugin_id = p.id
  ) as versions
  from plugins p where p.slug = $1 and p.deleted_at is null and p.deactivated_at is null`)

/** All versions of a live plugin, newest publication first, yanked ones included. No such plugin: 404. */
export async function listVersions(ctx: Context, { slug }: { slug: string }): Promise<VersionList> {
  const row = await ctx.app.sql.one(newestFirst, [slug])
  if (!row) throw notFound('Plugin')
  return { plugin_slug: slug, total: row.versions.length, versions: row.versions }
}

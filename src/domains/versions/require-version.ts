import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { JOINED, version } from './present.ts'
import type { Version, VersionPath } from './schema.ts'
import { releaseOf } from './semver.ts'

/** A version of a live plugin, as other domains need it. */
export interface FoundVersion {
  plugin: { id: string; slug: string; authorId: string }
  version: Version
}

/** For many at once. */
const find = statement<FoundVersion['plugin'] & { place: number; version: Version | null }>(`
  select asked.place, p.id, p.slug, p.author_id as "authorId", found.version
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (slug, release, version, place)
  join plugins p on p.slug = asked.slug and p.deleted_at is null and p.deactivated_at is null
  left join lateral (
    select ${version} as version from ${JOINED}
    where v.plugin_id = p.id and v.release = asked.release and v.version = asked.version
  ) found on true`)

/** The version with its plugin, by the exact text it was published as. Nothing is counted; absent: 404. */
export async function requireVersion(ctx: Context, path: VersionPath): Promise<FoundVersion> {
  const row = await ctx.app.sql.grouped(find, [path.slug, releaseOf(path.version), path.version])
  if (!row) throw notFound('Plugin')
  if (!row.version) throw notFound(`Version ${path.version} of ${path.slug}`)
  const { id, slug, authorId, version } = row
  return { plugin: { id, slug, authorId }, version }
}

const byId = statement<{ version: Version }>(`select ${version} as version from ${JOINED} where v.id = $1`)

/** The version just written, whatever happened to its plugin in between. */
export async function readVersion(ctx: Context, id: string): Promise<Version> {
  const row = await ctx.app.sql.one(byId, [id])
  if (!row) throw notFound('Version')
  return row.version
}

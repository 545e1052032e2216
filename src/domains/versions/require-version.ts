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

const find = statement<{ id: string; slug: string; authorId: string; version: Version | null }>(`
  select p.id, p.slug, p.author_id as "authorId", found.version
  from plugins p left join lateral (
    select ${version} as version from ${JOINED} where v.plugin_id = p.id and v.release = $2 and v.version = $3
  ) found on true
  where p.slug = $1 and p.deleted_at is null and p.deactivated_at is null`)

/** The version with its plugin, by the exact text it was published as. Nothing is counted; absent: 404. */
export async function requireVersion(ctx: Context, path: VersionPath): Promise<FoundVersion> {
  const row = await ctx.app.sql.one(find, [path.slug, releaseOf(path.version), path.version])
  if (!row) throw notFound('Plugin')
  if (!row.version) throw notFound(`Version ${path.version} of ${path.slug}`)
  const { version, ...plugin } = row
  return { plugin, version }
}

const byId = statement<{ version: Version }>(`select ${version} as version from ${JOINED} where v.id = $1`)

/** The version just written, whatever happened to its plugin in between. */
export async function readVersion(ctx: Context, id: string): Promise<Version> {
  const row = await ctx.app.sql.one(byId, [id])
  if (!row) throw notFound('Version')
  return row.version
}

import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'
import { mayManage } from '../plugins/index.ts'
import { releaseOf, type VersionPath } from '../versions/index.ts'
import { binary } from './present.ts'
import type { Binary } from './schema.ts'

/** A version of a live plugin with the binaries that are stored for it. */
export interface Release {
  pluginId: string
  authorId: string
  versionId: string
  slug: string
  version: string
  binaries: Binary[]
}

const find = statement<Omit<Release, 'versionId'> & { versionId: string | null }>(`
  select p.id as "pluginId", p.author_id as "authorId", p.slug, v.id as "versionId", v.version, (
    select coalesce(json_agg(${binary} order by b.stored_at, b.id), '[]')
    from binaries b where b.version_id = v.id and b.stored_at is not null
  ) as binaries
  from plugins p left join versions v on v.plugin_id = p.id and v.release = $2 and v.version = $3
  where p.slug = $1 and p.deleted_at is null and p.deactivated_at is null`)

/** The release, found by the exact text it was published as. Absent or not live: 404. */
export async function requireRelease(ctx: Context, { slug, version }: VersionPath): Promise<Release> {
  const row = await ctx.app.sql.one(find, [slug, releaseOf(version), version])
  if (!row) throw notFound('Plugin')
  if (row.versionId === null) throw notFound(`Version ${version} of ${slug}`)
  return { ...row, versionId: row.versionId }
}

/** As `requireRelease`, for a caller who may add to it. Somebody else's: 403. */
export async function requireOwnRelease(ctx: Context, path: VersionPath): Promise<Release> {
  const release = await requireRelease(ctx, path)
  if (!mayManage(ctx.actor, release)) {
    throw forbidden(`Only the author of ${release.slug} can upload binaries for it.`)
  }
  return release
}

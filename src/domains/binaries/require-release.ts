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

/** For many at once. */
const find = statement<Omit<Release, 'versionId'> & { place: number; versionId: string | null }>(`
  select asked.place, p.id as "pluginId", p.author_id as "authorId", p.slug, v.id as "versionId", v.version, (
    select coalesce(json_agg(${binary} order by b.stored_at, b.id), '[]')
    from binaries b where b.version_id = v.id and b.stored_at is not null
  ) as binaries
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (slug, release, version, place)
  join plugins p on p.slug = asked.slug and p.deleted_at is null and p.deactivated_at is null
  left join versions v on v.plugin_id = p.id and v.release = asked.release and v.version = asked.version`)

/** The release, found by the exact text it was published as. Absent or not live: 404. */
export async function requireRelease(ctx: Context, { slug, version }: VersionPath): Promise<Release> {
  const row = await ctx.app.sql.grouped(find, [slug, releaseOf(version), version])
  if (!row) throw notFound('Plugin')
  if (row.versionId === null) throw notFound(`Version ${version} of ${slug}`)
  const { place: _, ...release } = row
  return { ...release, versionId: row.versionId }
}

/** As `requireRelease`, for a caller who may add to it. Somebody else's: 403. */
export async function requireOwnRelease(ctx: Context, path: VersionPath): Promise<Release> {
  const release = await requireRelease(ctx, path)
  if (!mayManage(ctx.actor, release)) {
    throw forbidden(`Only the author of ${release.slug} can upload binaries for it.`)
  }
  return release
}

import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { releaseOf, type VersionPath } from '../versions/index.ts'
import { dependency, JOINED } from './present.ts'
import type { Dependency, DependencyList } from './schema.ts'

const ofVersion = statement<{ versionId: string | null; dependencies: Dependency[] }>(`
  select v.id as "versionId", (
    select coalesce(json_agg(${dependency} order by d.created_at, d.id), '[]') from ${JOINED} where d.version_id = v.id
  ) as dependencies
  from plugins owner left join versions v on v.plugin_id = owner.id and v.release = $2 and v.version = $3
  where owner.slug = $1 and owner.deleted_at is null and owner.deactivated_at is null`)

/** What a version declares, in the order it was declared, inactive plugins included. No such version: 404. */
export async function listDependencies(
  ctx: Context,
  { slug, version }: VersionPath,
): Promise<DependencyList> {
  const row = await ctx.app.sql.one(ofVersion, [slug, releaseOf(version), version])
  if (!row) throw notFound('Plugin')
  if (row.versionId === null) throw notFound(`Version ${version} of ${slug}`)
  const { dependencies } = row
  return { plugin_slug: slug, version, total: dependencies.length, dependencies }
}

const byId = statement<{ dependency: Dependency }>(
  `select ${dependency} as dependency from ${JOINED} where d.id = $1`,
)

/** The dependency just written. */
export async function readDependency(ctx: Context, id: string): Promise<Dependency> {
  const row = await ctx.app.sql.one(byId, [id])
  if (!row) throw notFound('Dependency')
  return row.dependency
}

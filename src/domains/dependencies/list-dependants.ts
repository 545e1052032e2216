import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { DependantList } from './schema.ts'

export const MAX_DEPENDANTS = 1000

/** The rows are found by the index alone; only those that are listed become JSON. */
const ofPlugin = statement<Omit<DependantList, 'plugin_slug'>>(`
  with target as (
    select id, name from plugins where slug = $1 and deleted_at is null and deactivated_at is null
  ), dependants as materialized (
    select p.id, p.name, p.slug, v.version, v.sort_key, d.version_req, d.is_optional
    from target join dependencies d on d.dependency_plugin_id = target.id
    join versions v on v.id = d.version_id
    join plugins p on p.id = v.plugin_id and p.deleted_at is null and p.deactivated_at is null
  ), listed as (
    select * from dependants order by slug collate "C", sort_key desc limit ${MAX_DEPENDANTS}
  )
  select target.name as plugin_name, (select count(*) from dependants) as total, (
    select coalesce(json_agg(json_build_object(
      'plugin_id', id, 'plugin_name', listed.name, 'plugin_slug', slug, 'version', version,
      'version_req', version_req, 'is_optional', is_optional) order by slug collate "C", sort_key desc), '[]')
    from listed) as dependants
  from target`)

/**
 * The versions of live plugins that depend on a plugin, by slug and then the highest version first; at most
 * `MAX_DEPENDANTS` of them. No such plugin: 404.
 */
export async function listDependants(ctx: Context, { slug }: { slug: string }): Promise<DependantList> {
  const row = await ctx.app.sql.one(ofPlugin, [slug])
  if (!row) throw notFound('Plugin')
  return { plugin_slug: slug, ...row }
}

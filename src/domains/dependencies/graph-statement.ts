import { statement } from '../../database/sql.ts'
import { MAX_EDGES, MAX_NODES, walkFromVersion } from './walk.ts'

/** Each array is a column: PostgreSQL writes them in a third of the time it takes for rows. Null where there are none. */
export interface Columns {
  /** All but those that only their authors see. */
  plugins: { ids: string[]; slugs: string[]; names: string[]; actives: boolean[] }
  /** A node's number is its place. */
  nodes: { ids: string[]; plugins: string[]; versions: string[] }
  /** Those of a node are in the order they were declared. */
  edges: {
    /** Numbers of nodes. */
    froms: number[] | null
    resolved: (number | null)[]
    /** The plugin, where the edge resolves to no version. */
    plugins: (string | null)[]
    reqs: string[]
    optionals: boolean[]
  }
}

/** What a version leads to. Null where it is too large to be shown. */
export const graphOfVersion = statement<{ graph: Columns | null }>(`
  with recursive ${walkFromVersion('$1')},
  found as materialized (select * from walk limit ${2 * (MAX_NODES + MAX_EDGES) + 1}),
  nodes as materialized (
    select row_number() over () - 1 as number, version_id, plugin_id, version from found where version_id is not null
  ),
  answers as materialized (
    select a.question, a.sort_key, n.number from found a join nodes n on n.version_id = a.answer
  ),
  declared as materialized (
    select row_number() over () as place, n.number as node, d.* from nodes n cross join lateral (
      select d.dependency_plugin_id, d.question, d.low, d.version_req, d.is_optional
      from dependencies d where d.version_id = n.version_id order by d.created_at, d.id
    ) d
    where (select count(*) from nodes) <= ${MAX_NODES} limit ${MAX_EDGES + 1}
  ),
  edges as materialized (
    select d.node, a.number as resolved, case when a.number is null then d.dependency_plugin_id end as plugin_id,
      d.version_req, d.is_optional
    from declared d left join answers a on a.question = d.question and a.sort_key >= coalesce(d.low, '')
    order by d.place
  ),
  named as (
    select p.id, p.slug, p.name, p.deleted_at is null and p.deactivated_at is null as is_active from plugins p
    where p.id in (select plugin_id from found)
  )
  select case when (select count(*) from nodes) <= ${MAX_NODES} and (select count(*) from declared) <= ${MAX_EDGES}
    then json_build_object(
      'plugins', (
        select json_build_object(
          'ids', json_agg(id), 'slugs', json_agg(slug), 'names', json_agg(name), 'actives', json_agg(is_active))
        from named),
      'nodes', (
        select json_build_object(
          'ids', json_agg(version_id), 'plugins', json_agg(plugin_id), 'versions', json_agg(version))
        from nodes),
      'edges', (
        select json_build_object(
          'froms', json_agg(node), 'resolved', json_agg(resolved), 'plugins', json_agg(plugin_id),
          'reqs', json_agg(version_req), 'optionals', json_agg(is_optional))
        from edges)
    ) end as graph`)

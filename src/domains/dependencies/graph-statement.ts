import { statement } from '../../database/sql.ts'
import { MAX_EDGES, MAX_NODES, walkFromVersion } from './walk.ts'

/** Each array is a column: PostgreSQL writes them in a third of the time it takes for rows. */
export interface Columns {
  /** All but those that only their authors see. */
  plugins: { ids: string[]; slugs: string[]; names: string[]; actives: boolean[] }
  /** Nothing resolves to a version without a key, which is yanked. */
  nodes: { ids: string[]; plugins: string[]; versions: string[]; keys: (string | null)[] }
  /** JSON: what each node needs, in the order it was declared. */
  needs: string
}

/** Of a version that is not there. */
export interface Nothing {
  needs: null
}

/**
 * A plugin's id, the requirement, whether it is optional, and then three elements for each interval: whether it holds
 * every prerelease, or every release, whose key lies in [low, high), low and high.
 */
export type Need = [pluginId: string, versionReq: string, isOptional: boolean, ...(boolean | string)[]]

/** What a version leads to. No row where it is too large to be shown; without the version, columns that are null. */
export const graphOfVersion = statement<Columns | Nothing>(`
  with recursive ${walkFromVersion('$1::text', '$2::text')},
  size as materialized (
    select count(version_id) as nodes, coalesce(sum(cardinality(asked_plugins)), 0) as edges
    from (select version_id, asked_plugins from walk limit ${MAX_NODES + MAX_EDGES + 1}) walked
  )
  select
    (select json_build_object(
        'ids', json_agg(id), 'slugs', json_agg(slug), 'names', json_agg(name),
        'actives', json_agg(deleted_at is null and deactivated_at is null))
      from plugins where id in (select plugin_id from walk)) as plugins,
    (select json_build_object(
        'ids', json_agg(version_id), 'plugins', json_agg(plugin_id), 'versions', json_agg(version),
        'keys', json_agg(sort_key))
      from walk where version_id is not null) as nodes,
    (select '[' || string_agg(coalesce(needs, '[]'), ',') || ']' from walk where version_id is not null) as needs
  from size where nodes <= ${MAX_NODES} and edges <= ${MAX_EDGES}`)

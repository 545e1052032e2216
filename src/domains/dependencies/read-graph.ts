import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { MAX_EDGES, MAX_NODES, walkFromVersion } from './walk.ts'

/** A version that the graph reaches. */
export interface Node {
  versionId: string
  version: string
  plugin: PluginName
  /** In the order they were declared. */
  edges: Edge[]
}

/** A dependency, with the version it resolves to. */
export interface Edge {
  from: Node
  plugin: PluginName
  isActive: boolean
  versionReq: string
  isOptional: boolean
  resolved: Node | undefined
}

/** Optional dependencies are shown, and never stand in the way. */
export const isRequired = (edge: Edge): boolean => !edge.isOptional

export interface PluginName {
  id: string
  slug: string
  name: string
}

interface Walked {
  nodes: number
  edges: number
  /** Null when the graph is too large to be shown. */
  graph: Columns | null
}

/** Each array is a column: PostgreSQL writes them in a third of the time it takes for rows. Null where there are none. */
interface Columns {
  nodes: {
    [column in 'ids' | 'versions' | 'plugins' | 'slugs' | 'names']: string[]
  } & { actives: boolean[] }
  edges: {
    froms: string[] | null
    reqs: string[]
    optionals: boolean[]
    resolved: (string | null)[]
    /** The plugin, where the edge resolves to no version. */
    plugins: (string | null)[]
  }
  /** Plugins that stand in no node. */
  others: { ids: string[] | null; slugs: string[]; names: string[]; actives: boolean[] }
}

const IS_ACTIVE = 'p.deleted_at is null and p.deactivated_at is null'

const walked = statement<Walked>(`
  with recursive ${walkFromVersion('$1')},
  found as materialized (select version_id, dependency_id from walk limit ${MAX_NODES + MAX_EDGES + 1}),
  size as materialized (
    select count(*) filter (where dependency_id is null) as nodes, count(dependency_id) as edges from found
  ),
  nodes as (
    select v.id, v.version, p.id as plugin_id, p.slug, p.name, ${IS_ACTIVE} as is_active
    from found join versions v on v.id = found.version_id join plugins p on p.id = v.plugin_id
    where found.dependency_id is null
  ),
  edges as materialized (
    select d.version_id, d.version_req, d.is_optional, found.version_id as resolved,
      case when found.version_id is null then d.dependency_plugin_id end as plugin_id
    from found join dependencies d on d.id = found.dependency_id order by d.created_at, d.id
  ),
  others as (
    select p.id, p.slug, p.name, ${IS_ACTIVE} as is_active from plugins p
    where p.id in (select plugin_id from edges where plugin_id is not null)
  )
  select size.nodes, size.edges,
    case when size.nodes <= ${MAX_NODES} and size.edges <= ${MAX_EDGES} then json_build_object(
      'nodes', (
        select json_build_object(
          'ids', json_agg(id), 'versions', json_agg(version), 'plugins', json_agg(plugin_id),
          'slugs', json_agg(slug), 'names', json_agg(name), 'actives', json_agg(is_active))
        from nodes),
      'edges', (
        select json_build_object(
          'froms', json_agg(version_id), 'reqs', json_agg(version_req), 'optionals', json_agg(is_optional),
          'resolved', json_agg(resolved), 'plugins', json_agg(plugin_id))
        from edges),
      'others', (
        select json_build_object(
          'ids', json_agg(id), 'slugs', json_agg(slug), 'names', json_agg(name), 'actives', json_agg(is_active))
        from others)
    ) end as graph
  from size`)

/** Everything a version leads to, in one statement. More than is shown: 422. */
export async function readGraph(ctx: Context, versionId: string): Promise<Node> {
  const row = await ctx.app.sql.one(walked, [versionId])
  if (!row?.graph) {
    const message =
      `The graph has more than ${MAX_NODES} versions or ${MAX_EDGES} dependencies and is not shown. ` +
      'Ask for the graphs of its parts.'
    throw new DomainError('validation_failed', message, { details: { issues: [] } })
  }
  return linked(row.graph, versionId)
}

/** Who is named, and whether it is active. */
interface Named {
  plugin: PluginName
  isActive: boolean
}

function linked({ nodes, edges, others }: Columns, rootId: string): Node {
  const pluginOf = new Map<string, Named>()
  const name = (id: string, slug = '', name = '', isActive = false): Named => {
    const named = pluginOf.get(id) ?? { plugin: { id, slug, name }, isActive }
    pluginOf.set(id, named)
    return named
  }
  const nodeOf = new Map<string, Node>()
  const named = nodes.plugins.map((id, n) => name(id, nodes.slugs[n], nodes.names[n], nodes.actives[n]))
  nodes.ids.forEach((versionId, n) => {
    const { plugin } = named[n] as Named
    nodeOf.set(versionId, { versionId, version: nodes.versions[n] as string, plugin, edges: [] })
  })
  for (const [n, id] of others.ids?.entries() ?? [])
    name(id, others.slugs[n], others.names[n], others.actives[n])
  edges.froms?.forEach((fromId, n) => {
    const from = nodeOf.get(fromId)
    const found = nodeOf.get(edges.resolved[n] ?? '')
    const named = pluginOf.get(found?.plugin.id ?? edges.plugins[n] ?? '')
    // Only its author sees that plugin.
    if (!from || !named) return
    const { plugin, isActive } = named
    from.edges.push({
      from,
      plugin,
      isActive,
      versionReq: edges.reqs[n] as string,
      isOptional: edges.optionals[n] as boolean,
      // What is behind an inactive plugin was walked as well, and is not to be seen.
      resolved: isActive ? found : undefined,
    })
  })
  return nodeOf.get(rootId) as Node
}

import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type Columns, graphOfVersion } from './graph-statement.ts'
import { MAX_EDGES, MAX_NODES } from './walk.ts'

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

/** Everything a version leads to, in one statement. More than is shown: 422. */
export async function readGraph(ctx: Context, versionId: string): Promise<Node> {
  const row = await ctx.app.sql.one(graphOfVersion, [versionId])
  if (!row?.graph) {
    const message =
      `The graph has more than ${MAX_NODES} versions or ${MAX_EDGES} dependencies and is not shown. ` +
      'Ask for the graphs of its parts.'
    throw new DomainError('validation_failed', message, { details: { issues: [] } })
  }
  return linked(row.graph, versionId)
}

function linked({ plugins, nodes, edges }: Columns, rootId: string): Node {
  const pluginOf = new Map<string | null, Named>()
  plugins.ids.forEach((id, n) => {
    const plugin = { id, slug: plugins.slugs[n] as string, name: plugins.names[n] as string }
    pluginOf.set(id, { plugin, isActive: plugins.actives[n] as boolean })
  })
  const all = nodes.ids.map((versionId, n): Placed => {
    const named = pluginOf.get(nodes.plugins[n] as string)
    const version = nodes.versions[n] as string
    return { named, node: named && { versionId, version, plugin: named.plugin, edges: [] } }
  })
  edges.froms?.forEach((fromNumber, n) => {
    const from = all[fromNumber]?.node
    const found = all[edges.resolved[n] ?? -1]
    const named = found ? found.named : pluginOf.get(edges.plugins[n] as string)
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
      resolved: isActive ? found?.node : undefined,
    })
  })
  return all[nodes.ids.indexOf(rootId)]?.node as Node
}

/** Who is named, and whether it is active. */
interface Named {
  plugin: PluginName
  isActive: boolean
}

/** Nothing, where only its author sees the plugin. */
interface Placed {
  named: Named | undefined
  node: Node | undefined
}

import { reachablePlugins } from './reachable-plugins.ts'
import { type Edge, isRequired, type Node } from './read-graph.ts'

/** A chain is looked for in the whole graph: nobody reads more, and no graph takes longer. */
const MAX_CYCLES = 100

/**
 * The chains of required dependencies that come back to the plugin they began with, be it at another version: for each
 * such plugin the shortest, and none for a plugin that a chain before it holds. So each cycle is told once, and every
 * plugin on a cycle is in one that is told, up to `MAX_CYCLES`. `nodes` is what the root needs, the nearest first.
 */
export function findCycles(nodes: readonly Node[]): Edge[][] {
  const leadsTo = reachablePlugins(nodes)
  const told = new Set<string>()
  const cycles: Edge[][] = []
  for (const node of nodes) {
    if (cycles.length === MAX_CYCLES) break
    if (told.has(node.plugin.id) || !leadsTo(node, node.plugin.id)) continue
    const cycle = shortestWayBack(node, leadsTo)
    for (const { from } of cycle) told.add(from.plugin.id)
    cycles.push(cycle)
  }
  return cycles
}

/** From a node to the nearest version of its plugin, over nodes that lead there only. */
function shortestWayBack(start: Node, leadsTo: (node: Node, pluginId: string) => boolean): Edge[] {
  const pluginId = start.plugin.id
  const cameBy = new Map<Node, Edge | undefined>([[start, undefined]])
  for (const node of cameBy.keys()) {
    for (const edge of node.edges.filter(isRequired)) {
      const { resolved } = edge
      if (resolved?.plugin.id === pluginId) return wayTo(edge, cameBy)
      if (resolved && !cameBy.has(resolved) && leadsTo(resolved, pluginId)) cameBy.set(resolved, edge)
    }
  }
  throw new Error(`${start.plugin.slug} leads to itself, and no way was found`)
}

function wayTo(last: Edge, cameBy: ReadonlyMap<Node, Edge | undefined>): Edge[] {
  const way = [last]
  for (let edge = cameBy.get(last.from); edge; edge = cameBy.get(edge.from)) way.push(edge)
  return way.reverse()
}

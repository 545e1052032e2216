import type { Context } from '../context.ts'
import { breadthFirst } from './breadth-first.ts'
import { findCycles } from './find-cycles.ts'
import { findIncompatible } from './find-incompatible.ts'
import { type Edge, isRequired, type Node, type PluginName } from './read-graph.ts'
import type { DependencyConflict } from './schema.ts'

/** What is needed of one plugin. */
export interface Demand {
  plugin: PluginName
  isActive: boolean
  edges: Edge[]
}

/**
 * Why the graph cannot be installed as it is, each reason once for a plugin (a cycle: once at all), by kind and then in
 * the order of the graph. Only what the root needs counts: optional dependencies, and what they lead to, never do.
 */
export async function findConflicts(ctx: Context, root: Node): Promise<DependencyConflict[]> {
  const nodes = breadthFirst(root, isRequired)
  const demands = demandsOf(nodes)
  const unmatched = demands.filter(({ isActive }) => isActive).map(onlyUnresolved)
  return [
    ...unmatched.filter(({ edges }) => edges.length > 0).map(noMatchingVersion),
    ...(await findIncompatible(ctx, demands)).map(incompatibleRanges),
    ...findCycles(nodes).map(circularDependency),
    ...demands.filter(({ isActive }) => !isActive).map(inactivePlugin),
  ]
}

/** All required edges by the plugin they name, in the order they are met. */
function demandsOf(nodes: readonly Node[]): Demand[] {
  const demands = new Map<string, Demand>()
  for (const { edges } of nodes) {
    for (const edge of edges) {
      if (!isRequired(edge)) continue
      const { plugin, isActive } = edge
      const demand = demands.get(plugin.id)
      if (demand) demand.edges.push(edge)
      else demands.set(plugin.id, { plugin, isActive, edges: [edge] })
    }
  }
  return [...demands.values()]
}

const onlyUnresolved = (demand: Demand): Demand => ({
  ...demand,
  edges: demand.edges.filter(({ resolved }) => !resolved),
})

const noMatchingVersion = ({ plugin, edges }: Demand) =>
  conflict(
    'no_matching_version',
    plugin,
    edges,
    `No published version of ${plugin.slug} satisfies ${all(edges)}.`,
  )

const incompatibleRanges = ({ plugin, edges }: Demand) =>
  conflict(
    'incompatible_ranges',
    plugin,
    edges,
    `Each requirement on ${plugin.slug} can be met, but no published version meets all of them: ${all(edges)}.`,
  )

function circularDependency(cycle: readonly Edge[]) {
  const [first] = cycle as [Edge]
  const path = [...cycle.map(({ from }) => nameOf(from)), nameOf(cycle.at(-1)?.resolved ?? first.from)]
  const { plugin } = first.from
  return conflict(
    'circular_dependency',
    plugin,
    cycle,
    `${plugin.slug} needs itself: ${listed(path, ' → ')}.`,
  )
}

const inactivePlugin = ({ plugin, edges }: Demand) =>
  conflict('inactive_plugin', plugin, edges, `${plugin.slug} has been deactivated or deleted.`)

const conflict = (
  conflict_type: DependencyConflict['conflict_type'],
  plugin: PluginName,
  edges: readonly Edge[],
  message: string,
): DependencyConflict => ({
  conflict_type,
  plugin_slug: plugin.slug,
  plugin_name: plugin.name,
  message,
  requirements: edges.map(({ from, versionReq }) => ({
    required_by: nameOf(from),
    version_req: versionReq,
  })),
})

const nameOf = (node: Node): string => `${node.plugin.slug}@${node.version}`

const all = (edges: readonly Edge[]): string =>
  listed(
    edges.map(({ from, versionReq }) => `${versionReq} (${nameOf(from)})`),
    ', ',
  )

const MOST_LISTED = 10

/** A message is read by people: what it leaves out is in `requirements`. */
const listed = (texts: readonly string[], separator: string): string =>
  texts.length <= MOST_LISTED
    ? texts.join(separator)
    : `${texts.slice(0, MOST_LISTED).join(separator)}${separator}… (${texts.length - MOST_LISTED} more)`

import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { requireVersion, type VersionPath } from '../versions/index.ts'
import { breadthFirst } from './breadth-first.ts'
import { findConflicts } from './find-conflicts.ts'
import { linkGraph } from './link-graph.ts'
import { type Edge, type Node, readGraph } from './read-graph.ts'
import type { DependencyGraph } from './schema.ts'

/**
 * Everything a version needs, breadth-first, and what stands in its way; one statement, and a second one where versions
 * of a plugin are disputed. No such version: 404, a graph too large to be shown: 422.
 */
export async function getGraph(ctx: Context, path: VersionPath): Promise<DependencyGraph> {
  const columns = await readGraph(ctx, path)
  const root = columns && linkGraph(columns, path)
  if (!root) {
    // Says which of them is missing.
    await requireVersion(ctx, path)
    throw notFound(`Version ${path.version} of ${path.slug}`)
  }
  return {
    plugin_slug: root.plugin.slug,
    version: root.version,
    graph: breadthFirst(root).map(presentNode),
    conflicts: await findConflicts(ctx, root),
  }
}

const presentNode = (node: Node): DependencyGraph['graph'][number] => ({
  plugin_id: node.plugin.id,
  plugin_name: node.plugin.name,
  plugin_slug: node.plugin.slug,
  version: node.version,
  version_id: node.versionId,
  dependencies: node.edges.map(presentEdge),
})

const presentEdge = (edge: Edge): DependencyGraph['graph'][number]['dependencies'][number] => ({
  dependency_plugin_id: edge.plugin.id,
  dependency_plugin_name: edge.plugin.name,
  dependency_plugin_slug: edge.plugin.slug,
  version_req: edge.versionReq,
  is_optional: edge.isOptional,
  resolved_version: edge.resolved?.version ?? null,
  is_compatible: edge.resolved !== undefined,
})

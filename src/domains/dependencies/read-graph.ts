import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { VersionPath } from '../versions/index.ts'
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

/** Everything a version leads to, in one statement; nothing without the version. More than is shown: 422. */
export async function readGraph(ctx: Context, { slug, version }: VersionPath): Promise<Columns | undefined> {
  const row = await ctx.app.sql.one(graphOfVersion, [slug, version])
  if (!row) {
    const message =
      `The graph has more than ${MAX_NODES} versions or ${MAX_EDGES} dependencies and is not shown. ` +
      'Ask for the graphs of its parts.'
    throw new DomainError('validation_failed', message, { details: { issues: [] } })
  }
  return row.needs === null ? undefined : row
}

import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import type { Demand } from './find-conflicts.ts'
import type { Edge } from './read-graph.ts'

/** Of plugins that some versions depend on, those of which no version meets all of these dependencies. */
const unmet = statement<{ pluginId: string }>(`
  select asked.plugin_id as "pluginId"
  from jsonb_to_recordset($1::jsonb) as asked (plugin_id uuid, by_versions uuid[])
  where not exists (
    select from versions v
    where v.plugin_id = asked.plugin_id and not v.is_yanked and not exists (
      select from unnest(asked.by_versions) as wanted (version_id)
      where not exists (
        select from dependency_intervals i
        where i.version_id = wanted.version_id and i.plugin_id = asked.plugin_id
          and i.is_prerelease = v.is_prerelease and i.low <= v.sort_key and v.sort_key < i.high
      )
    )
  )`)

/** The plugins of which each requirement has a version of its own and all together have none. */
export async function findIncompatible(ctx: Context, demands: readonly Demand[]): Promise<Demand[]> {
  const disputed = demands.filter(isDisputed)
  if (disputed.length === 0) return []
  const asked = disputed.map(({ plugin, edges }) => ({
    plugin_id: plugin.id,
    by_versions: distinct(edges).map(({ from }) => from.versionId),
  }))
  const rows = await ctx.app.sql.all(unmet, [JSON.stringify(asked)])
  const ids = new Set(rows.map(({ pluginId }) => pluginId))
  return disputed.filter(({ plugin }) => ids.has(plugin.id))
}

/** Where all resolve to one version, that one meets all. */
const isDisputed = ({ edges }: Demand): boolean =>
  edges.every(({ resolved }) => resolved) && new Set(edges.map(({ resolved }) => resolved)).size > 1

/** One for each text: what says the same admits the same. */
const distinct = (edges: readonly Edge[]): Edge[] => [
  ...new Map(edges.map((edge) => [edge.versionReq, edge])).values(),
]

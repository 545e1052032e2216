import type { Known } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { chartValues, statsStatements, windows } from './chart-sql.ts'
import { OWN_PLUGINS } from './own-plugins.ts'
import type { ChartInput, DashboardStats } from './schema.ts'

const statements = statsStatements<{ stats: DashboardStats }>({
  prelude: OWN_PLUGINS,
  plugin: 'select id from own',
  select: (chart) => `
    select json_build_object(
      'total_plugins', (select count(*) from own),
      'total_downloads', (select coalesce(sum(downloads), 0) from own),
      ${windows},
      'most_downloaded_plugin', (
        select json_build_object('name', name, 'slug', slug, 'downloads_total', downloads)
        from own order by downloads desc, id limit 1),
      'recent_downloads', ${chart}) as stats
    from recent`,
})

/** What the live plugins of the caller have reached, all of it at one moment. */
export async function getDashboardStats(
  ctx: Context & { actor: Known },
  input: ChartInput,
): Promise<DashboardStats> {
  const values = [...chartValues(ctx.app.clock, input), ctx.actor.userId]
  const row = await ctx.app.sql.one(statements[input.granularity], values)
  if (!row) throw new Error('an aggregate gave no row')
  return row.stats
}

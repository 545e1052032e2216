import { isoTime } from '../../database/json.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { chartValues, statsStatements, windows } from './chart-sql.ts'
import type { PluginStats, PluginStatsInput } from './schema.ts'

const statements = statsStatements<{ stats: PluginStats }>({
  prelude: `asked as materialized (
    select p.id, p.slug, t.downloads
    from plugins p join plugin_totals t on t.plugin_id = p.id
    where p.slug = $3 and p.deleted_at is null and p.deactivated_at is null
  )`,
  plugin: 'select id from asked',
  select: (chart) => `
    select json_build_object(
      'plugin_slug', asked.slug, 'total_downloads', asked.downloads, ${windows}, 'chart', ${chart},
      'by_version', (
        select coalesce(json_agg(
          json_build_object(
            'version', v.version, 'downloads', t.downloads, 'published_at', ${isoTime('v.published_at')})
          order by t.downloads desc, v.published_at desc, v.id desc), '[]')
        from versions v join version_totals t on t.version_id = v.id where v.plugin_id = asked.id)) as stats
    from asked cross join recent`,
})

/** What a live plugin has reached, all of it at one moment. Deleted, deactivated or never there: 404. */
export async function getPluginStats(ctx: Context, input: PluginStatsInput): Promise<PluginStats> {
  const values = [...chartValues(ctx.app.clock, input), input.slug]
  const row = await ctx.app.sql.one(statements[input.granularity], values)
  if (!row) throw notFound('Plugin')
  return row.stats
}

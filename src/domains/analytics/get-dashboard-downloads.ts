import type { Known } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { chartValues, statsStatements } from './chart-sql.ts'
import { OWN_PLUGINS } from './own-plugins.ts'
import type { ChartInput, DownloadChart } from './schema.ts'

const statements = statsStatements<{ chart: DownloadChart }>({
  prelude: OWN_PLUGINS,
  plugin: 'select id from own',
  select: (chart) => `select ${chart} as chart`,
})

/** The downloads of the caller's live plugins together, by period. */
export async function getDashboardDownloads(
  ctx: Context & { actor: Known },
  input: ChartInput,
): Promise<DownloadChart> {
  const values = [...chartValues(ctx.app.clock, input), ctx.actor.userId]
  const row = await ctx.app.sql.one(statements[input.granularity], values)
  if (!row) throw new Error('an aggregate gave no row')
  return row.chart
}

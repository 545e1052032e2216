import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import type { Stats } from './schema.ts'

const totalOf = (what: string) =>
  `(select coalesce(sum(delta), 0) from live_counts where counted = '${what}' and category_id is null)`

/** Downloads are summed over the index of their order: counting one of them must not wait for all others. */
const live = statement<Stats>(`
  select ${totalOf('plugins')} as total_plugins, ${totalOf('authors')} as total_authors,
    (select coalesce(sum(downloads), 0)::bigint from plugin_totals) - unseen_downloads() as total_downloads`)

/** The totals over live plugins at one moment. */
export async function getStats(ctx: Context): Promise<Stats> {
  const stats = await ctx.app.sql.one(live)
  if (!stats) throw new Error('an aggregate gave no row')
  return stats
}

import { type Statement, statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { JOINED, LIVE, pluginSummary } from './present.ts'
import { type ListPlugins, ORDERS, type PluginPage, SORTS } from './schema.ts'

type List = Statement<Pick<PluginPage, 'data' | 'total'>>

const KEYS: Record<ListPlugins['sort'], string> = {
  created_at: 'p.created_at',
  updated_at: 'p.updated_at',
  downloads_total: 't.downloads',
  name: 'lower(p.name)',
}

/** One of the 16 orders: the page's ids come from an index alone, only they are joined with the rest. */
const listStatement = (sort: ListPlugins['sort'], order: ListPlugins['order'], byCategory: boolean): List => {
  const totals = sort === 'downloads_total' ? 'join plugin_totals t on t.plugin_id = p.id' : ''
  const category = '(select id from categories where slug = $3)'
  const filter = byCategory
    ? `join plugin_categories f on f.plugin_id = p.id and f.category_id = ${category}`
    : ''
  return statement(`
    with page as (
      select ${KEYS[sort]} as key, p.id from plugins p ${totals} ${filter}
      where ${LIVE} order by key ${order}, id ${order} limit $1::int offset $2::bigint
    )
    select
      (select coalesce(sum(delta), 0) from live_counts where counted = 'plugins' and category_id ${
        byCategory ? `= ${category}` : 'is null'
      }) as total,
      (select coalesce(json_agg(${pluginSummary} order by page.key ${order}, page.id ${order}), '[]')
       from page join plugins p on p.id = page.id ${JOINED}) as data`)
}

const statements = new Map<string, List>()
for (const sort of SORTS) {
  for (const order of ORDERS) {
    for (const byCategory of [true, false]) {
      statements.set(`${sort} ${order} ${byCategory}`, listStatement(sort, order, byCategory))
    }
  }
}

/** A page of live plugins and how many there are, in one statement. An unknown category has none. */
export async function listPlugins(ctx: Context, input: ListPlugins): Promise<PluginPage> {
  const { page, per_page, sort, order, category } = input
  const list = statements.get(`${sort} ${order} ${category !== undefined}`) as List
  const row = await ctx.app.sql.one(list, [...window(input), ...(category === undefined ? [] : [category])])
  return { data: row?.data ?? [], page, per_page, total: row?.total ?? 0 }
}

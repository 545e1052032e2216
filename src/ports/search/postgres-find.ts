import { one, type Pool, type Queryable } from './postgres-pool.ts'
import { Asked, findWords, orderedPage, rankedPage, type Words } from './postgres-rank.ts'
import type { SearchQuery, SearchResult, SearchSort } from './search.ts'

const ORDERS: Record<Exclude<SearchSort, 'relevance'>, { key: string; order: string }> = {
  downloads: { key: 'downloads', order: 'downloads desc, plugin_id' },
  newest: { key: 'd.created_at', order: 'created_at desc, plugin_id' },
  oldest: { key: 'd.created_at', order: 'created_at, plugin_id' },
  updated: { key: 'd.updated_at', order: 'updated_at desc, plugin_id' },
  name_asc: { key: 'd.name', order: 'name, plugin_id' },
  name_desc: { key: 'd.name', order: 'name desc, plugin_id' },
  rating: {
    key: 'd.average_rating, d.review_count',
    order: 'average_rating desc, review_count desc, plugin_id',
  },
  rating_asc: { key: 'd.average_rating, d.review_count', order: 'average_rating, review_count, plugin_id' },
}

/** Every word has to match; where nothing has them all, what has most of them is found. */
export const find = (pool: Pool, query: SearchQuery): Promise<SearchResult> =>
  findWords(pool, 'search_words', query.text, (on, words) => ask(on, query, words))

async function ask(on: Queryable, query: SearchQuery, words?: Words): Promise<SearchResult> {
  const asked = new Asked()
  filter(asked, query)
  const page = orderOf(asked, query, words)
  const row = await one<Found>(on, statement(asked, page), asked.values)
  return {
    pluginIds: row.plugin_ids,
    estimatedTotal: Number(row.total),
    facets: { categories: row.categories, platforms: row.platforms, pumpkinVersions: row.pumpkin_versions },
  }
}

interface Found {
  plugin_ids: string[]
  total: string
  categories: Record<string, number>
  platforms: Record<string, number>
  pumpkin_versions: Record<string, number>
}

function filter(asked: Asked, { category, platform, ranges }: SearchQuery): void {
  const setsWith = (value: string) =>
    `(select id from search_sets where members @> array[${asked.param(value, 'text')}])`
  if (category !== undefined) asked.conditions.push(`d.category_set in ${setsWith(category)}`)
  if (ranges) {
    const also = platform === undefined ? '' : `and members @> array[${asked.param(platform, 'text')}]`
    asked.conditions.push(`d.range_sets && array(
      select id from search_sets where members[1] = any(${asked.param(ranges, 'text[]')}) ${also})`)
  } else if (platform !== undefined) {
    asked.conditions.push(`d.platform_set in ${setsWith(platform)}`)
  }
}

interface Order {
  key: string
  from: string
  /** CTEs that lead from `matched` to `page`. */
  page: string
}

const LIVE = 'left join plugin_totals t on t.plugin_id = d.plugin_id'
const DOWNLOADS = 'coalesce(t.downloads, d.downloads) as downloads'
const RANKING = { documents: 'search_documents', id: 'plugin_id', use: 'downloads' }

function orderOf(asked: Asked, query: SearchQuery, words?: Words): Order {
  const window = `limit ${asked.param(query.limit, 'int')} offset ${asked.param(query.offset, 'bigint')}`
  if (words) {
    asked.conditions.push(`d.all_words @@ ${asked.param(words.similar[words.match], 'tsquery')}`)
    if (query.sort === 'relevance') {
      const { tier, page } = rankedPage(asked, RANKING, words, window, query)
      return { key: `d.downloads, ${tier}`, from: '', page }
    }
  }
  // Without words nothing is more relevant than anything else: what many people use comes first.
  const sort = query.sort === 'relevance' ? 'downloads' : query.sort
  const { key, order } = ORDERS[sort]
  return {
    key: sort === 'downloads' ? DOWNLOADS : key,
    from: sort === 'downloads' ? LIVE : '',
    page: orderedPage('plugin_id', order, window),
  }
}

const facet = (set: string) => `(
  select coalesce(json_object_agg(value, n), '{}') from (
    select value, sum(counted.n)::int as n
    from counted join search_sets s on s.id = counted.${set}, unnest(s.members) value group by value) f)`

const statement = ({ conditions }: Asked, { key, from, page }: Order): string => `
  with matched as ${conditions.length > 0 ? 'materialized' : 'not materialized'} (
    select d.plugin_id, d.category_set, d.platform_set, d.version_set, ${key}
    from search_documents d ${from} ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
  ), counted as materialized (
    select category_set, platform_set, version_set, count(*) as n from matched
    group by category_set, platform_set, version_set
  ), ${page}
  select
    (select coalesce(sum(n), 0) from counted) as total,
    (select coalesce(json_agg(plugin_id order by place), '[]') from page) as plugin_ids,
    ${facet('category_set')} as categories,
    ${facet('platform_set')} as platforms,
    ${facet('version_set')} as pumpkin_versions`

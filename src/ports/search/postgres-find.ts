import { type Matches, match } from './postgres-match.ts'
import { inTransaction, one, type Pool, type Queryable } from './postgres-pool.ts'
import { Asked, BY_INDEX, findWords, orderedPage, RANKED, rankedPage, type Words } from './postgres-rank.ts'
import type { SearchQuery, SearchResult, SearchSort } from './search.ts'
import { wordsOf } from './words.ts'

const ORDERS: Record<Exclude<SearchSort, 'relevance'>, { key: string; order: string }> = {
  downloads: { key: 'coalesce(t.downloads, d.downloads) as downloads', order: 'downloads desc, plugin_id' },
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

const RANKING = { documents: 'search_texts', id: 'plugin_id', use: 'downloads' }

/** All statements see the same state. */
const SETTINGS = {
  ...BY_INDEX,
  transaction_isolation: `'repeatable read'`,
  jit: 'off',
  max_parallel_workers_per_gather: '0',
}

/** Every word has to match; where nothing has them all, what has most of them is found. */
export const find = (pool: Pool, query: SearchQuery): Promise<SearchResult> =>
  wordsOf(query.text).length > 0
    ? findWords(pool, 'search_words', query.text, (on, words) => ask(on, query, words), SETTINGS)
    : inTransaction(pool, (on) => ask(on, query), SETTINGS)

async function ask(on: Queryable, query: SearchQuery, words?: Words): Promise<SearchResult> {
  const matches = await match(on, query, words)
  const { total, facets } = matches
  if (total <= query.offset) return { pluginIds: [], estimatedTotal: total, facets }
  const asked = new Asked()
  const page =
    words && query.sort === 'relevance'
      ? ranked(asked, query, words, matches)
      : ordered(asked, query, matches)
  const row = await one<{ plugin_ids: string[] }>(
    on,
    `with ${page} select coalesce(json_agg(plugin_id order by place), '[]') as plugin_ids from page`,
    asked.values,
  )
  return { pluginIds: row.plugin_ids, estimatedTotal: total, facets }
}

function ordered(asked: Asked, query: SearchQuery, { condition, areMany }: Matches): string {
  // Without words nothing is more relevant than anything else: what many people use comes first.
  const sort = query.sort === 'relevance' ? 'downloads' : query.sort
  const { key, order } = ORDERS[sort]
  const live = sort === 'downloads' ? 'left join plugin_totals t on t.plugin_id = d.plugin_id' : ''
  const matching = `select d.* from search_documents d where ${condition(asked)}`
  // Totals that change meanwhile move a plugin by some places, not by hundreds.
  const first =
    live !== '' && areMany && isFirst(query) ? `order by d.downloads desc, d.plugin_id limit ${RANKED}` : ''
  return `
    matched as (select d.plugin_id, ${key} from (${matching} ${first}) d ${live}),
    ${orderedPage('plugin_id', order, windowOf(asked, query))}`
}

function ranked(asked: Asked, query: SearchQuery, words: Words, { condition, areMany }: Matches): string {
  const { tier, page } = rankedPage(asked, RANKING, words, windowOf(asked, query), query)
  const isMatch = condition(asked)
  const matching = `search_names d where ${isMatch}`
  const tiered = `select d.plugin_id, d.downloads, ${tier} from`
  // Of many, only the most used and those of such a name can be among the first.
  const matched =
    areMany && isFirst(query)
      ? `${tiered} (select d.document from search_documents d where ${isMatch}
          order by d.downloads desc, d.plugin_id limit ${RANKED}) used join search_names d using (document)
        union (${tiered} ${matching} and d.name_words @@ ${asked.param(words.exact[words.match], 'tsquery')}
          order by tier, d.downloads desc, d.plugin_id limit ${RANKED})`
      : `${tiered} ${matching}`
  return `matched as materialized (${matched}), ${page}`
}

/** Whether some hundred before and behind the page are among those that are compared. */
const isFirst = ({ offset, limit }: SearchQuery): boolean => offset + limit <= RANKED / 2

const windowOf = (asked: Asked, { limit, offset }: SearchQuery): string =>
  `limit ${asked.param(limit, 'int')} offset ${asked.param(offset, 'bigint')}`

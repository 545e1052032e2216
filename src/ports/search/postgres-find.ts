import { asking, FACET_COUNTS, FOUND, foundDocuments, IS_FOUND } from './postgres-match.ts'
import { prepared, type Queryable } from './postgres-pool.ts'
import { Asked, findWords, orderedPage, RANKED, rankedPage, type Words } from './postgres-rank.ts'
import { byFacet } from './postgres-terms.ts'
import { OTHERS, tierOfNamed } from './postgres-tier.ts'
import type { SearchQuery, SearchResult, SearchSort } from './search.ts'

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

/** Every word has to match; where nothing has them all, what has most of them is found. */
export const find = (on: Queryable, query: SearchQuery): Promise<SearchResult> =>
  findWords(on, 'search_words', query.text, (words) => ask(on, query, words))

interface Found {
  total: number
  facets: Record<string, number>
  plugin_ids: string[]
}

async function ask(on: Queryable, query: SearchQuery, words?: Words): Promise<SearchResult> {
  const asked = new Asked(asking(query, words))
  const page = words && query.sort === 'relevance' ? ranked(asked, query, words) : ordered(asked, query)
  const [row] = await prepared<Found>(
    on,
    `with ${FOUND}, ${page}
    select (select total from total) as total, (${FACET_COUNTS}) as facets,
      (select coalesce(json_agg(plugin_id order by place), '[]') from page) as plugin_ids`,
    asked.values,
  )
  const { total, facets, plugin_ids } = row as Found
  const { category, platform, version } = byFacet(facets)
  return {
    pluginIds: plugin_ids,
    estimatedTotal: total,
    facets: { categories: category, platforms: platform, pumpkinVersions: version },
  }
}

function ordered(asked: Asked, query: SearchQuery): string {
  // Without words nothing is more relevant than anything else: what many people use comes first.
  const sort = query.sort === 'relevance' ? 'downloads' : query.sort
  const { key, order } = ORDERS[sort]
  const live = sort === 'downloads' ? 'left join plugin_totals t on t.plugin_id = d.plugin_id' : ''
  // Totals that change meanwhile move a plugin by some places, not by hundreds.
  const first = live !== '' && isFirst(query) ? MOST_USED : ''
  return `
    matched as (select d.plugin_id, ${key} from (${foundDocuments('d.*', first)}) d ${live}),
    ${orderedPage('plugin_id', order, windowOf(asked, query))}`
}

const MOST_USED = `order by d.downloads desc, d.plugin_id limit ${RANKED}`

function ranked(asked: Asked, query: SearchQuery, words: Words): string {
  const tier = tierOfNamed(asked.param, words.names)
  // Of many, only the most used and those of such a name can be among the first.
  const [used, named] = isFirst(query)
    ? [MOST_USED, `order by tier, d.downloads desc, d.plugin_id limit ${RANKED}`]
    : ['', '']
  return `
    matched as materialized (
      select plugin_id, max(downloads) as downloads, min(tier) as tier from (
        ${foundDocuments(`d.plugin_id, d.downloads, ${OTHERS} as tier`, used)}
        union all
        (select d.plugin_id, d.downloads, ${tier} as tier from search_names d
          where ${IS_FOUND} and d.name_words @@ ${asked.param(words.exact[words.match], 'tsquery')} ${named})
      ) either group by plugin_id
    ), ${rankedPage(asked, RANKING, words, windowOf(asked, query), query)}`
}

/** Whether some hundred before and behind the page are among those that are compared. */
const isFirst = ({ offset, limit }: SearchQuery): boolean => offset + limit <= RANKED / 2

const windowOf = (asked: Asked, { limit, offset }: SearchQuery): string =>
  `limit ${asked.param(limit, 'int')} offset ${asked.param(offset, 'bigint')}`

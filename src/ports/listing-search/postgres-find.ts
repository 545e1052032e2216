import { one, type Queryable } from '../search/postgres-pool.ts'
import { Asked, findWords, orderedPage, rankedPage, type Words } from '../search/postgres-rank.ts'
import { tierOf } from '../search/postgres-tier.ts'
import type { ListingQuery, ListingResult, ListingSort } from './listing-search.ts'

const RANKING = { documents: 'listing_search_documents', id: 'listing_id', use: 'installs' }

const ORDERS: Record<Exclude<ListingSort, 'relevance'>, { key: string; order: string }> = {
  newest: { key: 'd.published_at', order: 'published_at desc, listing_id desc' },
  installs: { key: 'd.installs', order: 'installs desc, listing_id desc' },
  rating: {
    key: 'd.ratings_avg, d.ratings_count',
    order: 'ratings_avg desc, ratings_count desc, listing_id desc',
  },
  price_asc: { key: 'd.price_usd_micros', order: 'price_usd_micros, listing_id' },
  price_desc: { key: 'd.price_usd_micros', order: 'price_usd_micros desc, listing_id desc' },
}

/** Every word has to match; where nothing has them all, what has most of them is found. */
export const find = (on: Queryable, query: ListingQuery): Promise<ListingResult> =>
  findWords(on, 'listing_search_words', query.text, (words) => ask(on, query, words))

async function ask(on: Queryable, query: ListingQuery, words?: Words): Promise<ListingResult> {
  const asked = new Asked()
  filter(asked, query, words)
  const { key, page } = orderOf(asked, query, words)
  const { conditions } = asked
  const row = await one<{ total: string; listing_ids: string[] }>(
    on,
    `with matched as materialized (
      select d.listing_id, ${key} from listing_search_documents d
      ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
    ), ${page}
    select (select count(*) from matched) as total,
      (select coalesce(json_agg(listing_id order by place), '[]') from page) as listing_ids`,
    asked.values,
  )
  return { listingIds: row.listing_ids, estimatedTotal: Number(row.total) }
}

function filter(asked: Asked, { license, categoryId, tag, free }: ListingQuery, words?: Words): void {
  const { conditions } = asked
  if (words) conditions.push(`d.all_words @@ ${asked.param(words.similar[words.match], 'tsquery')}`)
  if (license !== undefined) conditions.push(`d.license = ${asked.param(license, 'text')}`)
  if (categoryId !== undefined) conditions.push(`d.category_id = ${asked.param(categoryId, 'uuid')}`)
  if (tag !== undefined) conditions.push(`${asked.param(tag, 'text')} = any(d.tags)`)
  if (free !== undefined) conditions.push(`(d.price_usd_micros = 0) = ${asked.param(free, 'boolean')}`)
}

function orderOf(asked: Asked, query: ListingQuery, words?: Words): { key: string; page: string } {
  const window = `limit ${asked.param(query.limit, 'int')} offset ${asked.param(query.offset, 'bigint')}`
  if (words && query.sort === 'relevance') {
    const tier = tierOf(asked.param, words.names, words.exact[words.match])
    return { key: `d.installs, ${tier} as tier`, page: rankedPage(asked, RANKING, words, window, query) }
  }
  // Without words nothing is more relevant than anything else.
  const { key, order } = ORDERS[query.sort === 'relevance' ? 'newest' : query.sort]
  return { key, page: orderedPage('listing_id', order, window) }
}

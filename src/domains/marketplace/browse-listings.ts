import { type Statement, statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { ListingSort } from '../../ports/listing-search/listing-search.ts'
import type { Context } from '../context.ts'
import { publicListing } from '../listings/index.ts'
import type { BrowseListings, MarketplacePage } from './schema.ts'
import { searchListings } from './search-listings.ts'
import { viewerOf } from './viewer.ts'

type Page = Statement<Pick<MarketplacePage, 'data' | 'total'>>

type Sort = Exclude<ListingSort, 'relevance'>

const ORDERS: Record<Sort, string> = {
  newest: 'l.published_at desc, l.id desc',
  installs: 'l.installs desc, l.id desc',
  rating: 'l.ratings_avg desc, l.ratings_count desc, l.id desc',
  price_asc: 'l.price_usd_micros, l.id',
  price_desc: 'l.price_usd_micros desc, l.id desc',
}

const FILTERS = {
  license: (n: number) => `l.license = $${n}`,
  categoryId: (n: number) => `l.category_id = $${n}`,
  tag: (n: number) => `l.tags @> array[$${n}::text]`,
  free: (n: number) => `(l.price_usd_micros = 0) = $${n}::boolean`,
}
type Filter = keyof typeof FILTERS
const NAMES = Object.keys(FILTERS) as Filter[]

const statements = new Map<string, Page>()

/** A page of what is published, of all organisations; with `q` of what matches. */
export async function browseListings(ctx: Context, input: BrowseListings): Promise<MarketplacePage> {
  const { q, page, perPage } = input
  if (q !== '') return searchListings(ctx, input)
  // Without words nothing is more relevant than anything else.
  const sort = input.sort === undefined || input.sort === 'relevance' ? 'newest' : input.sort
  const names = NAMES.filter((name) => input[name] !== undefined)
  const values = [...window({ page, per_page: perPage }), ...names.map((name) => input[name])]
  const row = await ctx.app.sql.within(viewerOf(ctx)).one(statementFor(sort, names), values)
  return { data: row?.data ?? [], page, perPage, total: row?.total ?? 0 }
}

function statementFor(sort: Sort, names: Filter[]): Page {
  const key = `${sort} ${names}`
  const made = statements.get(key) ?? statement(sqlOf(sort, names))
  statements.set(key, made)
  return made
}

function sqlOf(sort: Sort, names: Filter[]): string {
  const where = [`l.status = 'published'`, ...conditions(names, FILTERS)].join(' and ')
  return `
    with page as materialized (
      select l.id from listings l where ${where} order by ${ORDERS[sort]} limit $1::int offset $2::bigint
    )
    select (${totalOf(names, where)})::bigint as total,
      (select coalesce(json_agg(${publicListing} order by ${ORDERS[sort]}), '[]')
       from page join listings l on l.id = page.id) as data`
}

type Conditions = Partial<Record<Filter, (n: number) => string>>

const conditions = (names: Filter[], filters: Conditions): string[] =>
  names.map((name, index) => filters[name]?.(index + 3) ?? 'false')

/** In `public_listing_counts l`, which knows no tags. */
const COUNTED: Conditions = {
  license: FILTERS.license,
  categoryId: FILTERS.categoryId,
  free: (n) => `l.is_free = $${n}::boolean`,
}

/** What everybody sees is counted already; a few listings may be there for the caller alone. */
function totalOf(names: Filter[], where: string): string {
  if (names.includes('tag')) return `select count(*) from listings l where ${where}`
  const counted = ['true', ...conditions(names, COUNTED)].join(' and ')
  return `
    select coalesce(sum(l.listings), 0) + (
      select count(*) from listings l
      where l.seller_id = tenant_variable('gourd.user_id')::uuid and l.only_for is not null and ${where})
    from public_listing_counts l where ${counted}`
}

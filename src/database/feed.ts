import { encodeCursor, type Position } from '../lib/cursor.ts'
import { window } from '../lib/paging.ts'
import { isoTime } from './json.ts'
import { type Reads, type Statement, statement } from './sql.ts'

/** A list that people export, newest first: rows that have `created_at` and `id`. */
export interface FeedShape {
  /** The table with its alias, like `listings l`. */
  table: string
  alias: string
  /** SQL that builds the JSON of a row. */
  item: string
  /** What always holds; its values are `$1`, `$2`… in front of all others. */
  where: string
  /** What can be asked for: the name in the input and the column. */
  filters: Record<string, string>
  /** How many match, where counting the rows costs too much; `filter` is the SQL of the filters that are set. */
  total?: (filter: string) => string
}

export interface Feed<Item> extends FeedShape {
  statements: Map<string, Statement<FeedRow<Item>>>
}

interface FeedRow<Item> {
  total: number
  rows: { item: Item; at: string; id: string }[]
}

export interface FeedInput {
  page: number
  per_page: number
  /** Continues after this row; the page's number then counts for nothing. */
  cursor?: Position
}

export interface FeedPage<Item> {
  data: Item[]
  page: number
  per_page: number
  total: number
  next_cursor: string | null
}

export const feed = <Item>(shape: FeedShape): Feed<Item> => ({ ...shape, statements: new Map() })

/** A page of a feed by its number or after a cursor, in one statement; each set of filters has its own, which an index serves. */
export async function readFeed<Item>(
  reads: Reads,
  of: Feed<Item>,
  values: unknown[],
  input: FeedInput & Record<string, unknown>,
): Promise<FeedPage<Item>> {
  const names = Object.keys(of.filters).filter((name) => input[name] !== undefined)
  const { page, per_page, cursor } = input
  const [limit, offset] = window(input)
  const row = await reads.one(statementFor(of, values.length, names, cursor !== undefined), [
    ...values,
    ...names.map((name) => input[name]),
    limit + 1,
    ...(cursor ? [cursor.at, cursor.id] : [offset]),
  ])
  const rows = row?.rows.slice(0, per_page) ?? []
  const last = rows.at(-1)
  const hasMore = (row?.rows.length ?? 0) > per_page && last !== undefined
  return {
    data: rows.map(({ item }) => item),
    page,
    per_page,
    total: row?.total ?? 0,
    next_cursor: hasMore ? encodeCursor({ at: last.at, id: last.id }) : null,
  }
}

function statementFor<Item>(of: Feed<Item>, given: number, names: string[], isCursor: boolean) {
  const key = `${given} ${names} ${isCursor}`
  const made = of.statements.get(key) ?? statement<FeedRow<Item>>(sqlOf(of, given, names, isCursor))
  of.statements.set(key, made)
  return made
}

function sqlOf(of: FeedShape, given: number, names: string[], isCursor: boolean): string {
  const { table, alias: a, item, where } = of
  const filter = names.map((name, index) => ` and ${of.filters[name]} = $${given + 1 + index}`).join('')
  const limit = given + names.length + 1
  const [after, offset] = isCursor
    ? [` and (${a}.created_at, ${a}.id) < ($${limit + 1}::timestamptz, $${limit + 2}::uuid)`, '']
    : ['', `offset $${limit + 1}::bigint`]
  return `
    with page as (
      select ${a}.created_at, ${a}.id from ${table} where ${where}${filter}${after}
      order by ${a}.created_at desc, ${a}.id desc limit $${limit}::int ${offset}
    )
    select
      (${of.total?.(filter) ?? `select count(*) from ${table} where ${where}${filter}`})::bigint as total,
      (select coalesce(json_agg(json_build_object(
         'item', ${item}, 'at', ${isoTime('page.created_at')}, 'id', page.id
       ) order by page.created_at desc, page.id desc), '[]')
       from page join ${table} on ${a}.id = page.id) as rows`
}

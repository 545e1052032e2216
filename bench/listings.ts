import pg from 'pg'
import { middleOf } from './lib/middle-cursor.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import type { ServerProcess } from './lib/server-process.ts'
import { median, rounded } from './lib/statistics.ts'
import { misspelt } from './lib/typos.ts'
import type { ListingWorld } from './listing-world.ts'

const WARM_UP = 20
const QUERIES = 100
const MOST_MS = { feed: 5, first: 5, far: 50, search: 40 }

export const listings: Scenario = {
  name: 'listings',
  title: 'GET /listings and /marketplace/listings with all listings in one organisation, one client',
  run,
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const { token, indexMs, ...world } = await registry.listings()
  const client = new pg.Client({ connectionString: registry.ownerUrl, options: '-c timezone=UTC' })
  await client.connect()
  // Planning is a part of what a statement costs.
  await setOfDatabase(client, 'set pg_stat_statements.track_planning = on')
  const server = await registry.start('gourd')
  try {
    const rows: Row[] = []
    for (const subject of [...(await feeds(registry.ownerUrl, world, token)), ...marketplace(world)]) {
      options.progress(subject.name)
      rows.push(await measure(server, client, subject, options.rounds))
    }
    return [
      ...rows,
      { subject: 'rebuild', about: 'the index of published listings', figures: { ms: indexMs } },
    ]
  } finally {
    await setOfDatabase(client, 'reset pg_stat_statements.track_planning')
    await client.end()
    await server.stop()
  }
}

/** For connections that are made after it. */
const setOfDatabase = (client: pg.Client, setting: string) =>
  client.query(`do $$ begin execute format('alter database %I ${setting}', current_database()); end $$`)

interface Subject {
  name: string
  about: string
  paths: string[]
  token?: string
  atMost?: number
}

/** The export of the organisation by each filter: its first page, and what follows the row in the middle. */
async function feeds(url: string, world: ListingWorld, token: string): Promise<Subject[]> {
  const [status, seller_id, category_id] = ['unpublished', world.sellerId, world.categoryId]
  const filters: [string, Record<string, string>][] = [
    ['all', {}],
    ['by status', { status }],
    ['by seller', { seller_id }],
    ['by category', { category_id }],
    ['by all three', { status, seller_id, category_id }],
  ]
  const subjects: Subject[] = []
  for (const [name, filter] of filters) {
    const { cursor, count } = await middleOf(url, world.orgId, filter)
    const path = (more: Record<string, string>) =>
      `/api/v1/listings?${new URLSearchParams({ ...filter, ...more })}`
    const common = { token, atMost: MOST_MS.feed }
    const about = `GET /listings, 20 of ${count}`
    subjects.push({ ...common, name: `${name}, first`, about, paths: [path({})] })
    subjects.push({
      ...common,
      name: `${name}, middle`,
      about: `${about}, cursor`,
      paths: [path({ cursor })],
    })
  }
  return subjects
}

function marketplace({ titles, categoryId }: ListingWorld): Subject[] {
  const path = (query: Record<string, string>) => `/api/v1/marketplace/listings?${new URLSearchParams(query)}`
  const subjects: Subject[] = ['newest', 'installs', 'rating', 'price_asc', 'price_desc'].flatMap((sort) => [
    { name: `market by ${sort}`, about: 'page 1', paths: [path({ sort })], atMost: MOST_MS.first },
    {
      name: `market by ${sort}, far`,
      about: 'page 1000',
      paths: [path({ sort, page: '1000' })],
      atMost: MOST_MS.far,
    },
  ])
  const many = (query: Record<string, string>) => misspelt(titles, QUERIES).map((q) => path({ q, ...query }))
  const filter = { license: 'cc_by', categoryId, free: 'true' }
  return [
    ...subjects,
    {
      name: 'market, filtered',
      about: 'page 1 by license, category and price; for information',
      paths: [path(filter)],
    },
    {
      name: 'market, tag',
      about: 'page 1 of a tag; for information',
      paths: [path({ tag: (titles[3] as string).split(' ')[0] as string })],
    },
    { name: 'market, words', about: 'one to three, one misspelt', paths: many({}), atMost: MOST_MS.search },
    {
      name: 'market, words, filtered',
      about: 'the same by license, category and price',
      paths: many(filter),
      atMost: MOST_MS.search,
    },
  ]
}

/** One request after the other; what they cost in the database is said by PostgreSQL, policies and planning included. */
async function measure(
  { origin }: ServerProcess,
  client: pg.Client,
  { name, about, paths, token, atMost }: Subject,
  rounds: number,
): Promise<Row> {
  const headers = { ...(token && { authorization: `Bearer ${token}` }) }
  const ask = async (at: number): Promise<number> => {
    const started = performance.now()
    const answer = await fetch(origin + paths[at % paths.length], { headers })
    const body = await answer.text()
    if (!answer.ok) throw new Error(`${paths[at % paths.length]} answered ${answer.status}: ${body}`)
    return performance.now() - started
  }
  for (let at = 0; at < WARM_UP; at++) await ask(at)
  await client.query('select pg_stat_statements_reset()')
  const repeats = Math.max(paths.length, rounds * 20)
  const times: number[] = []
  for (let at = 0; at < repeats; at++) times.push(await ask(at))
  const { rows } = await client.query<{ ms: number; all: number }>(COST)
  const [ofListings, all] = [rows[0]?.ms ?? 0, rows[0]?.all ?? 0].map((ms) => rounded(ms / repeats, 2))
  const sorted = times.toSorted((a, b) => a - b)
  return {
    subject: name,
    about,
    figures: {
      'database ms': ofListings as number,
      'all statements ms': all as number,
      'HTTP median ms': rounded(median(times), 1),
      'HTTP p95 ms': rounded(sorted[Math.floor(sorted.length * 0.95)] as number, 1),
    },
    checks:
      atMost === undefined ? [] : [{ what: `${name}: database ms`, value: ofListings as number, atMost }],
  }
}

/** Of the statements about listings, and of all that the requests caused: sessions, organisations, quotas. */
const COST = `
  select coalesce(sum(ms) filter (where query ~ 'listing'), 0) as ms, coalesce(sum(ms), 0) as all
  from (select query, total_exec_time + total_plan_time as ms from pg_stat_statements
    where query !~ 'pgboss|pg_stat_statements') s`

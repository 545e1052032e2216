import pg from 'pg'
import { rebuildListingSearch } from '../src/domains/search/index.ts'
import { encodeCursor } from '../src/lib/cursor.ts'
import { type BenchDatabase, withDatabase } from './lib/database.ts'
import { inFolder } from './lib/folder.ts'
import { register } from './lib/people.ts'
import { seeded } from './lib/random.ts'
import { rebuildIndex } from './lib/rebuild-index.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'
import { median, rounded } from './lib/statistics.ts'
import { unlimited } from './lib/unlimited.ts'
import { createListings, type ListingWorld } from './listing-world.ts'
import { withTypo } from './search.ts'

const FILE = new URL('./servers/plugins.ts', import.meta.url)
const LISTINGS = 100_000
const WARM_UP = 20
const QUERIES = 100
const MOST_MS = { feed: 5, first: 5, far: 50, search: 40 }

export const listings: Scenario = {
  name: 'listings',
  title: `GET /listings and /marketplace/listings with ${LISTINGS} listings in one organisation, one client`,
  run: (options) => withDatabase((database) => inFolder((dataDir) => run(database, dataDir, options))),
}

async function run({ url, ownerUrl }: BenchDatabase, dataDir: string, options: Options): Promise<Row[]> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC' })
  await client.connect()
  await client.query('create extension if not exists pg_stat_statements')
  // Planning is a part of what a statement costs.
  await client.query(`do $$ begin
    execute format('alter database %I set pg_stat_statements.track_planning = on', current_database()); end $$`)
  const env = { ...unlimited, DATABASE_URL: url, DATA_DIR: dataDir, JWT_SECRET: 'x'.repeat(32) }
  const server = await startServer(FILE, 'gourd', { ...options, env })
  try {
    const { email, token } = await register(server.origin)
    options.progress(`making ${LISTINGS} listings`)
    const world = await createListings(ownerUrl, email, LISTINGS)
    options.progress('building the index')
    const buildMs = await rebuildIndex(url, rebuildListingSearch)
    await client.query('vacuum analyze')
    const rows: Row[] = []
    for (const subject of [...(await feeds(client, world, token)), ...marketplace(world)]) {
      options.progress(subject.name)
      rows.push(await measure(server, client, subject, options.rounds))
    }
    return [
      ...rows,
      { subject: 'rebuild', about: 'the index of published listings', figures: { ms: buildMs } },
    ]
  } finally {
    await client.end()
    await server.stop()
  }
}

interface Subject {
  name: string
  about: string
  paths: string[]
  token?: string
  atMost?: number
}

/** The export of the organisation by each filter: its first page, and what follows the row in the middle. */
async function feeds(client: pg.Client, world: ListingWorld, token: string): Promise<Subject[]> {
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
    const { cursor, count } = await middleOf(client, world.orgId, filter)
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

async function middleOf(client: pg.Client, orgId: string, filter: Record<string, string>) {
  const where = ['org_id = $1', ...Object.keys(filter).map((name, at) => `${name} = $${at + 2}`)].join(
    ' and ',
  )
  const values = [orgId, ...Object.values(filter)]
  const { rows: counted } = await client.query(
    `select count(*)::int as n from listings where ${where}`,
    values,
  )
  const count: number = counted[0].n
  const { rows } = await client.query<{ at: string; id: string }>(
    `select to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, id from listings where ${where}
     order by created_at desc, id desc offset ${Math.floor(count / 2)} limit 1`,
    values,
  )
  return { count, cursor: encodeCursor(rows[0] as { at: string; id: string }) }
}

function marketplace({ titles, categoryId }: ListingWorld): Subject[] {
  const random = seeded(11)
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
  const misspelt = () => {
    const words = (titles[Math.floor(random() * titles.length)] as string).split(' ').slice(0, 3)
    const at = Math.floor(random() * words.length)
    return words.map((word, index) => (index === at ? withTypo(word, random) : word)).join(' ')
  }
  const many = (query: Record<string, string>) =>
    Array.from({ length: QUERIES }, () => path({ q: misspelt(), ...query }))
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
    { name: 'market, words', about: 'two or three, one misspelt', paths: many({}), atMost: MOST_MS.search },
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

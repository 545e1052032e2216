import pg from 'pg'
import { createDependencies, type Shape } from './dependency-world.ts'
import { type BenchDatabase, withDatabase } from './lib/database.ts'
import { inFolder } from './lib/folder.ts'
import type { Check, Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'
import { median, rounded, spread } from './lib/statistics.ts'
import { unlimited } from './lib/unlimited.ts'

const FILE = new URL('./servers/plugins.ts', import.meta.url)
const WARM_UP = 60
const IN_A_ROUND = 15
/** What compression costs is not the graph's. */
const PLAIN = { headers: { 'accept-encoding': 'identity' } }
const DEMANDED = 'graph-1000'

interface Subject {
  slug: string
  about: string
  nodes: number
  shape: Shape
  isCircular?: boolean
}

/** Every plugin has five versions; `^1` and its like resolve to the highest of them. */
const SUBJECTS: Subject[] = [
  {
    slug: DEMANDED,
    about: '1,000 plugins, each with three dependencies on others up to 40 further on',
    nodes: 1000,
    shape: { kind: 'wide', reach: 40, edges: 3 },
  },
  {
    slug: 'graph-2000',
    about: 'twice as many of both',
    nodes: 2000,
    shape: { kind: 'wide', reach: 40, edges: 3 },
  },
  {
    slug: 'chain-1000',
    about: 'each needs the next: one step of the search for each',
    nodes: 1000,
    shape: { kind: 'chain' },
  },
  {
    slug: 'chain-10000',
    about: 'ten times as long',
    nodes: 10_000,
    shape: { kind: 'chain' },
  },
  {
    slug: 'clique-150',
    about: 'each needs all that follow it: 11,175 dependencies',
    nodes: 150,
    shape: { kind: 'clique' },
  },
  {
    slug: 'clique-300',
    about: 'twice as many, four times the dependencies',
    nodes: 300,
    shape: { kind: 'clique' },
  },
  {
    slug: 'ring-1000',
    about: 'as the first, and the last ones need the first ones: every plugin is on many cycles',
    nodes: 1000,
    shape: { kind: 'ring', reach: 40, edges: 3 },
    isCircular: true,
  },
]

export const graph: Scenario = {
  name: 'graph',
  title:
    'GET …/dependencies/graph, warm, one request after the other; made anew where the server keeps no answers',
  run: (options) => withDatabase((database) => inFolder((dataDir) => run(database, dataDir, options))),
}

async function run({ url, ownerUrl }: BenchDatabase, dataDir: string, options: Options): Promise<Row[]> {
  options.progress('making the plugins')
  for (const { slug, nodes, shape } of SUBJECTS) await createDependencies(ownerUrl, slug, nodes, shape)
  const env = { ...unlimited, DATABASE_URL: url, DATA_DIR: dataDir, JWT_SECRET: 'x'.repeat(32) }
  const start = (name: string) => startServer(FILE, name, { ...options, env })
  const servers = { gourd: await start('gourd'), first: await start('gourd, nothing kept') }
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('create extension if not exists pg_stat_statements')
    const rows: Row[] = []
    for (const subject of SUBJECTS) rows.push(await measure(subject, servers, client, options))
    return rows
  } finally {
    await client.end()
    await Promise.all(Object.values(servers).map((server) => server.stop()))
  }
}

async function measure(
  subject: Subject,
  { gourd, first }: Record<'gourd' | 'first', ServerProcess>,
  client: pg.Client,
  { rounds, progress }: Options,
): Promise<Row> {
  const { slug, about } = subject
  const repeats = rounds * IN_A_ROUND
  progress(slug)
  const path = `/api/v1/plugins/${slug}-0/versions/1.4.0/dependencies/graph`
  const size = await sizeOf(gourd.origin + path, subject)
  const anew = await timesOf(first.origin + path, repeats)
  await client.query('select pg_stat_statements_reset()')
  const before = await gourd.usage()
  const times = await timesOf(gourd.origin + path, repeats)
  const { cpuMicros } = await gourd.usage()
  const { calls, ms } = await statementsOf(client)
  const asked = WARM_UP + repeats
  const figures = {
    nodes: subject.nodes,
    edges: size.edges,
    kB: rounded(size.bytes / 1024),
    'median ms': rounded(median(times), 1),
    '±%': rounded(spread(times), 1),
    'of it database ms': rounded(ms / asked, 1),
    'server CPU ms': rounded((cpuMicros - before.cpuMicros) / asked / 1000, 1),
    statements: calls / asked,
    'made anew ms': rounded(median(anew), 1),
  }
  return { subject: slug, about, figures, checks: slug === DEMANDED ? checksOf(figures) : [] }
}

/** Warm. */
async function timesOf(url: string, repeats: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < WARM_UP + repeats; i++) times.push(await timed(url))
  return times.slice(WARM_UP)
}

const checksOf = (figures: { 'median ms': number; statements: number }): Check[] => [
  { what: `${DEMANDED}: milliseconds`, value: figures['median ms'], atMost: 50 },
  { what: `${DEMANDED}: SQL statements`, value: figures.statements, atMost: 3 },
]

/** What was asked for is what is measured: the graph is complete, and conflicts only where it was made with some. */
async function sizeOf(url: string, { slug, nodes, isCircular = false }: Subject) {
  const text = await (await fetch(url)).text()
  const body = JSON.parse(text) as { graph?: { dependencies: unknown[] }[]; conflicts?: unknown[] }
  const edges = body.graph?.reduce((sum, { dependencies }) => sum + dependencies.length, 0) ?? 0
  const hasConflicts = (body.conflicts ?? []).length > 0
  if (body.graph?.length === nodes && hasConflicts === isCircular) return { edges, bytes: text.length }
  throw new Error(`${slug} answered another graph: ${text.slice(0, 300)}`)
}

async function timed(url: string): Promise<number> {
  const start = performance.now()
  const answer = await fetch(url, PLAIN)
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`)
  return performance.now() - start
}

/** Those about plugins: the limiter and the job queue have statements of their own. */
async function statementsOf(client: pg.Client): Promise<{ calls: number; ms: number }> {
  const { rows } = await client.query<{ calls: string; ms: number }>(
    `select coalesce(sum(calls), 0) as calls, coalesce(sum(total_exec_time), 0) as ms from pg_stat_statements
     where query ~ 'versions|plugins|dependencies' and query not like '%pgboss%'`,
  )
  return { calls: Number(rows[0]?.calls), ms: rows[0]?.ms ?? 0 }
}

import pg from 'pg'
import { compare, figuresOf, type Measured, ratio, type Subject } from './lib/compare.ts'
import { type BenchDatabase, withDatabase } from './lib/database.ts'
import { inFolder } from './lib/folder.ts'
import type { Check, Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'
import { rounded } from './lib/statistics.ts'
import { unlimited } from './lib/unlimited.ts'
import { createWorld } from './world.ts'

const FILE = new URL('./servers/plugins.ts', import.meta.url)
const PLUGINS = 50_000
const REPEATS = 50

const SUBJECTS = [
  { name: 'gourd, page 1', server: 'gourd', path: '/api/v1/plugins?page=1', about: 'GET /plugins, 20 items' },
  {
    name: 'gourd, page 2000',
    server: 'gourd',
    path: '/api/v1/plugins?page=2000',
    about: 'the same, far back',
  },
  {
    name: 'hand-written, page 1',
    server: 'hand-written',
    path: '/hand-written/plugins?page=1',
    about:
      'Fastify route with prepared raw SQL on the same pool, in the same server: rows, and a map over them',
  },
  {
    name: 'hand-written JSON, page 1',
    server: 'hand-written',
    path: '/hand-written-json/plugins?page=1',
    about: 'another one: one statement in which PostgreSQL makes the JSON, as ours does',
  },
] as const
type Name = (typeof SUBJECTS)[number]['name']

const PEERS = ['hand-written, page 1', 'hand-written JSON, page 1'] as const

export const pluginList: Scenario = {
  name: 'plugin-list',
  title: `GET /plugins over ${PLUGINS} plugins with 3 categories each, 32 connections`,
  run: (options) => withDatabase((database) => inFolder((dataDir) => run(database, dataDir, options))),
}

async function run({ url, ownerUrl }: BenchDatabase, dataDir: string, options: Options): Promise<Row[]> {
  options.progress(`making ${PLUGINS} plugins`)
  await createWorld(ownerUrl, { plugins: PLUGINS })
  const env = { ...unlimited, DATABASE_URL: url, DATA_DIR: dataDir, JWT_SECRET: 'x'.repeat(32) }
  const servers: Record<'gourd' | 'hand-written', ServerProcess> = {
    gourd: await startServer(FILE, 'gourd', { ...options, env }),
    'hand-written': await startServer(FILE, 'hand-written', { ...options, env }),
  }
  try {
    const subjects: Subject[] = SUBJECTS.map((subject) => ({ ...subject, server: servers[subject.server] }))
    await assertSameAnswer(subjects)
    const costs = await databaseCosts(ownerUrl, subjects)
    return rowsOf(await compare(subjects, options), costs)
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()))
  }
}

/** A comparison of servers that do not do the same would say nothing. */
async function assertSameAnswer(subjects: Subject[]): Promise<void> {
  const same = subjects.filter(({ path }) => path.endsWith('page=1'))
  const texts = await Promise.all(
    same.map(async ({ server, path }) => (await fetch(server.origin + path)).text()),
  )
  if (new Set(texts).size > 1) throw new Error(`The servers do not answer the same:\n${texts.join('\n')}`)
}

/** What one request of each subject costs in the database, in milliseconds: one client, one after the other. */
async function databaseCosts(url: string, subjects: Subject[]): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('create extension if not exists pg_stat_statements')
    const costs: Record<string, number> = {}
    for (const { name, server, path } of subjects) {
      const ask = async () => void (await (await fetch(server.origin + path)).arrayBuffer())
      for (let i = 0; i < REPEATS; i++) await ask()
      await client.query('select pg_stat_statements_reset()')
      for (let i = 0; i < REPEATS; i++) await ask()
      const { rows } = await client.query(
        `select sum(total_exec_time) as ms from pg_stat_statements where query ilike '%plugins%'`,
      )
      costs[name] = Number(rows[0].ms) / REPEATS
    }
    return costs
  } finally {
    await client.end()
  }
}

function rowsOf(results: Record<string, Measured>, costs: Record<string, number>): Row[] {
  const of = (name: Name) => results[name] as Measured
  const cost = (name: Name) => costs[name] as number
  const checks: Partial<Record<Name, Check[]>> = {
    'gourd, page 1': PEERS.map((peer) => ({
      what: `gourd: CPU against ${peer}`,
      value: ratio(of('gourd, page 1'), of(peer)),
      atMost: 1.3,
    })),
    'gourd, page 2000': [
      {
        what: 'gourd: database time of page 2000 against page 1',
        value: rounded(cost('gourd, page 2000') / cost('gourd, page 1'), 1),
        atMost: 20,
      },
    ],
  }
  return SUBJECTS.map(({ name, about }) => ({
    subject: name,
    about,
    figures: {
      ...figuresOf(of(name)),
      'database ms': rounded(cost(name), 2),
      '× hand-written': ratio(of(name), of(PEERS[0])),
      '× hand-written JSON': ratio(of(name), of(PEERS[1])),
    },
    checks: checks[name],
  }))
}

import pg from 'pg'
import { compare, figuresOf, inMoreRounds, type Measured, type Subject, timeRatio } from './lib/compare.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'

const BARE = new URL('./servers/counters.ts', import.meta.url)
const SOME = 2_000
/** 60 % of the throughput. */
const MOST = 1.67

export const downloadLink: Scenario = {
  name: 'download-link',
  title: `what counts a download, against one bare update: ${SOME} plugins at random, and one alone; 32 connections`,
  run,
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const { url, ownerUrl } = registry
  const versions = await versionsOf(ownerUrl)
  const env = { DATABASE_URL: url, COUNTERS: String(SOME) }
  const bare = await startServer(BARE, 'bare', { ...options, env })
  const gourd = await registry.start('gourd')
  try {
    const subjects = subjectsOf(bare, gourd, versions)
    const before = await counted(ownerUrl)
    const results = await compare(subjects, inMoreRounds(options), registry.statements)
    await assertAllCounted(ownerUrl, before)
    return rowsOf(results)
  } finally {
    await Promise.all([bare.stop(), gourd.stop()])
  }
}

/** The paths of versions with a binary for Linux, each of another plugin, from all over the registry. */
async function versionsOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ path: string }>(
      `select distinct on (md5(p.id::text)) '/api/v1/plugins/' || p.slug || '/versions/' || v.version as path
       from plugins p join versions v on v.plugin_id = p.id join binaries b on b.version_id = v.id
       where p.deleted_at is null and p.deactivated_at is null and b.platform = 'linux'
       order by md5(p.id::text), v.id limit $1`,
      [SOME],
    )
    return rows.map(({ path }) => path)
  } finally {
    await client.end()
  }
}

function subjectsOf(bare: ServerProcess, gourd: ServerProcess, versions: string[]): Subject[] {
  const [hot = ''] = versions
  const links = versions.map((path) => ({ path: `${path}/download?platform=linux` }))
  return [
    { name: 'bare, random', server: bare, path: '/random' },
    { name: 'link, random', server: gourd, path: '/', requests: links },
    { name: 'version, random', server: gourd, path: '/', requests: versions.map((path) => ({ path })) },
    { name: 'bare, hot', server: bare, path: '/hot' },
    { name: 'link, hot', server: gourd, path: `${hot}/download?platform=linux` },
    { name: 'version, hot', server: gourd, path: hot },
  ]
}

/** How often downloads were counted, for plugins and by the day: both or the figures are worth nothing. */
async function counted(url: string): Promise<{ totals: number; days: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select (select sum(downloads) from plugin_totals)::float8 as totals,
         (select coalesce(sum(downloads), 0) from plugin_download_days)::float8 as days`,
    )
    return rows[0]
  } finally {
    await client.end()
  }
}

async function assertAllCounted(url: string, before: { totals: number; days: number }): Promise<void> {
  const after = await counted(url)
  const [totals, days] = [after.totals - before.totals, after.days - before.days]
  if (totals === 0 || totals !== days)
    throw new Error(`Counted ${totals} for the plugins, ${days} by the day.`)
}

const ABOUT = {
  'bare, random':
    'plain Fastify: one prepared UPDATE … RETURNING of a random row, on a pool of the same size',
  'link, random': 'GET …/download of a random plugin: finds it, signs a link, counts version, plugin and day',
  'version, random': 'GET …/versions/{version} of a random plugin: finds it and counts the same',
  'bare, hot': 'the plain Fastify with one row alone',
  'link, hot': 'GET …/download of one plugin alone',
  'version, hot': 'GET …/versions/{version} of one plugin alone',
}

function rowsOf(results: Record<string, Measured>): Row[] {
  return Object.entries(ABOUT).map(([subject, about]) => {
    const measured = results[subject] as Measured
    const peer = subject.replace(/^\w+/, 'bare')
    const times = timeRatio(measured, results[peer] as Measured)
    const check = { what: `${subject}: time against ${peer}`, value: times, atMost: MOST }
    return {
      subject,
      about,
      figures: { ...figuresOf(measured), '× bare': times },
      checks: subject === peer ? [] : [check],
    }
  })
}

import pg from 'pg'
import { compare, figuresOf, type Measured, type Subject, timeRatio } from './lib/compare.ts'
import { register } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'

const FEW = 5_000
const MANY = 5_000_000
const YEARS = 5
const MOST = 2
const QUERY = 'granularity=weekly&periods=52'

export const charts: Scenario = {
  name: 'charts',
  title: `52 weekly points of a plugin with ${FEW} and with ${MANY} downloads in ${YEARS} years, 32 connections`,
  run,
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const server = await registry.start('gourd')
  try {
    const subjects: Subject[] = []
    for (const [name, downloads] of [
      ['few', FEW],
      ['many', MANY],
    ] as const) {
      options.progress(`counting ${downloads} downloads`)
      const { email, token } = await register(server.origin)
      const slug = await createHistory(registry.ownerUrl, { email, downloads })
      const headers = { authorization: `Bearer ${token}` }
      subjects.push(
        { name: `plugin, ${name}`, server, path: `/api/v1/plugins/${slug}/download-stats?${QUERY}` },
        { name: `dashboard, ${name}`, server, path: `/api/v1/dashboard/stats?${QUERY}`, headers },
      )
    }
    return rowsOf(await compare(subjects, options, registry.statements))
  } finally {
    await server.stop()
  }
}

/**
 * Gives somebody a plugin that has been downloaded so often, evenly over the years until today, in the rows that
 * counting each download would have left. Resolves with its slug.
 */
export async function createHistory(
  url: string,
  { email, downloads }: { email: string; downloads: number },
): Promise<string> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  try {
    const { rows } = await client.query(
      `insert into plugins (id, author_id, slug, name, short_description, created_at, updated_at)
       select gen_random_uuid(), id, username, username, 'Has a history', now(), now()
       from users where email = $1 returning id, slug`,
      [email],
    )
    const { id, slug } = rows[0]
    await client.query(
      `insert into plugin_download_days (plugin_id, day, downloads)
       select $1, current_date - download % $3::int, count(*)
       from generate_series(0, $2::int - 1) download group by 2 order by 2`,
      [id, downloads, YEARS * 365],
    )
    await client.query('insert into plugin_totals (plugin_id, downloads) values ($1, $2)', [id, downloads])
    await client.query('vacuum analyze')
    return slug
  } finally {
    await client.end()
  }
}

const ABOUT = {
  'plugin, few': `GET /plugins/{slug}/download-stats, ${FEW} downloads`,
  'plugin, many': `the same with ${MANY} downloads`,
  'dashboard, few': `GET /dashboard/stats of its author, ${FEW} downloads`,
  'dashboard, many': `the same with ${MANY} downloads`,
}

function rowsOf(results: Record<string, Measured>): Row[] {
  return Object.entries(ABOUT).map(([subject, about]) => {
    const measured = results[subject] as Measured
    const times = timeRatio(measured, results[subject.replace('many', 'few')] as Measured)
    const what = `${subject}: time against few downloads`
    return {
      subject,
      about,
      figures: { ...figuresOf(measured), '× few': times },
      checks: subject.endsWith('many') ? [{ what, value: times, atMost: MOST }] : [],
    }
  })
}

import autocannon from 'autocannon'
import { post, register } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import type { ServerProcess } from './lib/server-process.ts'
import { slugsOf } from './lib/slugs.ts'
import { median, rounded, spread } from './lib/statistics.ts'

const AT_LEAST = 1.6
const CONNECTIONS = 16

/** How much a second server process on the same database adds. */
export const processes: Scenario = {
  name: 'processes',
  title: 'one server process against two on one database: logins, and plugin details',
  run,
}

interface Work {
  subject: string
  about: string
  request: Omit<autocannon.Options, 'url' | 'connections' | 'duration'> & { path: string }
  atLeast?: number
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const servers = [await registry.start('gourd'), await registry.start('gourd')]
  try {
    const [first] = servers as [ServerProcess]
    const { email, password } = await register(first.origin)
    await post(first.origin, '/auth/login', { email, password })
    const [slug] = await slugsOf(registry.ownerUrl, 1)
    const works: Work[] = [
      {
        subject: 'login',
        about: 'limited by the processor of the server: a password check takes tens of milliseconds of it',
        request: {
          path: '/api/v1/auth/login',
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email, password }),
        },
        atLeast: AT_LEAST,
      },
      {
        subject: 'plugin detail',
        about: 'database, servers and load share the processors, for information',
        request: { path: `/api/v1/plugins/${slug}` },
      },
    ]
    const rows: Row[] = []
    for (const work of works) rows.push(await measure(work, servers, options))
    return rows
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function measure(
  { subject, about, request, atLeast }: Work,
  servers: ServerProcess[],
  { rounds, seconds, progress }: Options,
): Promise<Row> {
  const alone: number[] = []
  const both: number[] = []
  for (let round = 0; round <= rounds; round++) {
    progress(`${subject}, ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`)
    const one = await perSecond(servers.slice(0, 1), request, seconds)
    const two = await perSecond(servers, request, seconds)
    if (round === 0) continue
    alone.push(one)
    both.push(two)
  }
  const times = both.map((rate, round) => rate / (alone[round] as number))
  const value = rounded(median(times), 2)
  return {
    subject,
    about,
    figures: {
      'one, req/s': rounded(median(alone), 1),
      'two, req/s': rounded(median(both), 1),
      '× one': value,
      '±%': rounded(spread(times), 1),
    },
    checks: atLeast ? [{ what: `${subject}: two processes against one`, value, atLeast, atMost: 3 }] : [],
  }
}

/** What the servers answer together, each asked from the same number of connections. */
async function perSecond(
  servers: ServerProcess[],
  { path, ...request }: Work['request'],
  seconds: number,
): Promise<number> {
  const results = await Promise.all(
    servers.map(({ origin }) =>
      autocannon({ ...request, url: origin + path, connections: CONNECTIONS, duration: seconds }),
    ),
  )
  if (results.some(({ non2xx, errors }) => non2xx + errors > 0)) throw new Error(`${path} was not answered.`)
  return results.reduce((sum, { requests, duration }) => sum + requests.total / duration, 0)
}

import autocannon from 'autocannon'
import { withDatabase } from './lib/database.ts'
import { inFolder } from './lib/folder.ts'
import { loginOf, register } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'
import { median, rounded } from './lib/statistics.ts'
import { unlimited } from './lib/unlimited.ts'

const FILE = new URL('./servers/plugins.ts', import.meta.url)
const READERS = 4
const LOGINS = 50
const MOST = 3

/** Passwords are slow to check on purpose; nobody else may feel it. */
export const logins: Scenario = {
  name: 'logins',
  title: `GET /categories from ${READERS} connections, alone and beside ${LOGINS} concurrent logins`,
  run: (options) =>
    withDatabase(({ url }) =>
      inFolder(async (dataDir) => {
        const env = { ...unlimited, DATABASE_URL: url, DATA_DIR: dataDir, JWT_SECRET: 'x'.repeat(32) }
        const server = await startServer(FILE, 'gourd', { ...options, env })
        return run(server, options).finally(() => server.stop())
      }),
    ),
}

async function run({ origin }: ServerProcess, { rounds, seconds, progress }: Options): Promise<Row[]> {
  const { path, ...login } = loginOf(await register(origin))
  const alone: number[] = []
  const beside: number[] = []
  const perSecond: number[] = []
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`)
    const quiet = await read(origin, seconds)
    const logging = autocannon({
      ...login,
      url: origin + path,
      connections: LOGINS,
      duration: seconds + 1,
    })
    const busy = await read(origin, seconds)
    const { requests, duration } = await logging
    if (round === 0) continue
    alone.push(quiet)
    beside.push(busy)
    perSecond.push(requests.total / duration)
  }
  const times = rounded(median(beside.map((ms, round) => ms / (alone[round] as number))), 2)
  return [
    { subject: 'alone', about: 'nobody signs in', figures: { 'p99 ms': median(alone) } },
    {
      subject: 'beside logins',
      about: `${LOGINS} connections that sign in again and again`,
      figures: { 'p99 ms': median(beside), 'logins/s': rounded(median(perSecond), 1), '× alone': times },
      checks: [{ what: 'p99 of a read beside logins against alone', value: times, atMost: MOST }],
    },
  ]
}

/** The p99 of a small read, in milliseconds. */
async function read(origin: string, seconds: number): Promise<number> {
  const { latency } = await autocannon({
    url: `${origin}/api/v1/categories`,
    connections: READERS,
    duration: seconds,
  })
  // Below one millisecond the clock of the load generator says 0.
  return Math.max(1, latency.p99)
}

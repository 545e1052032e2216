import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type BenchDatabase, withDatabase } from './lib/database.ts'
import { inFolder } from './lib/folder.ts'
import { post, register } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { median } from './lib/statistics.ts'
import { unlimited } from './lib/unlimited.ts'
import type { Committed } from './servers/webhooks.ts'

const FILE = fileURLToPath(new URL('./servers/webhooks.ts', import.meta.url))
const PER_SECOND = 200
const HANGING_PER_SECOND = 20
const MOST_MS = 1000
const SETTLE_MS = 20_000

export const webhooks: Scenario = {
  name: 'webhooks',
  title: `from the commit of a change to the first attempt, ${PER_SECOND} events/s, one process`,
  run: (options) => withDatabase((database) => inFolder((dataDir) => run(database, dataDir, options))),
}

async function run({ url }: BenchDatabase, dataDir: string, options: Options): Promise<Row[]> {
  const receiver = await openReceiver()
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'silent', WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true', ...unlimited }
  const { profiles } = options
  const server = fork(FILE, [], {
    execArgv: profiles
      ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-name=webhooks.cpuprofile']
      : [],
    env: { PATH: process.env.PATH, ...env, DATABASE_URL: url, DATA_DIR: dataDir, JWT_SECRET: 'x'.repeat(32) },
  })
  try {
    const [{ origin }] = (await once(server, 'message')) as [{ origin: string }]
    const quick = await subscriber(origin, `${receiver.origin}/quick`)
    const hanging = await subscriber(origin, `${receiver.origin}/hanging`)
    const measure = (others: string[]) => rounds(server, receiver, { orgId: quick, others }, options)
    return [
      rowOf('alone', 'one endpoint that answers at once', await measure([])),
      rowOf(
        'beside one that hangs',
        `another endpoint never answers its ${HANGING_PER_SECOND} events/s`,
        await measure([hanging]),
      ),
    ]
  } finally {
    server.disconnect()
    await receiver.close()
  }
}

interface Receiver {
  origin: string
  arrivedAt: Map<string, number>
  close(): Promise<void>
}

/** Answers at once at `/quick` and never elsewhere. */
async function openReceiver(): Promise<Receiver> {
  const arrivedAt = new Map<string, number>()
  const server = createServer((request, response) => {
    const at = Date.now()
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url !== '/quick') return
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { id: string } }
      if (!arrivedAt.has(data.id)) arrivedAt.set(data.id, at)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivedAt,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Somebody new with a webhook; answers the id of their organisation. */
async function subscriber(origin: string, url: string): Promise<string> {
  const { token } = await register(origin)
  await post(origin, '/webhooks', { url, events: ['listing.created'] }, token)
  const answer = await fetch(`${origin}/api/v1/orgs`, { headers: { authorization: `Bearer ${token}` } })
  const { data } = (await answer.json()) as { data: { id: string }[] }
  return data[0]?.id.slice('org_'.length) as string
}

/** The latencies (ms) of all rounds but the first, which warms up. */
async function rounds(
  server: ChildProcess,
  receiver: Receiver,
  { orgId, others }: { orgId: string; others: string[] },
  { rounds: count, seconds, progress }: Options,
): Promise<number[]> {
  const latencies: number[] = []
  for (let round = 0; round <= count; round++) {
    progress(round === 0 ? 'warming up' : `round ${round} of ${count}`)
    const events = PER_SECOND * seconds
    const committed = await happening(server, [
      { orgId, count: events, perSecond: PER_SECOND },
      ...others.map((other) => ({
        orgId: other,
        count: HANGING_PER_SECOND * seconds,
        perSecond: HANGING_PER_SECOND,
      })),
    ])
    const own = committed.filter(({ id }) => id.startsWith(orgId))
    const end = Date.now() + SETTLE_MS
    while (own.some(({ id }) => !receiver.arrivedAt.has(id)) && Date.now() < end) await sleep(20)
    if (round === 0) continue
    latencies.push(...own.map(({ id, at }) => Math.max(0, (receiver.arrivedAt.get(id) ?? Infinity) - at)))
  }
  return latencies
}

/** Has the server make changes; answers when each was committed. */
async function happening(server: ChildProcess, orders: object[]): Promise<Committed[]> {
  const committed: Committed[] = []
  let running = orders.length
  await new Promise<void>((resolve) => {
    const hear = (message: Committed | { isDone: true }): void => {
      if ('id' in message) committed.push(message)
      else if (--running === 0) {
        server.off('message', hear)
        resolve()
      }
    }
    server.on('message', hear)
    for (const order of orders) server.send(order)
  })
  return committed
}

function rowOf(subject: string, about: string, latencies: number[]): Row {
  const sorted = latencies.toSorted((a, b) => a - b)
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Infinity
  const figures = {
    events: sorted.length,
    'p50 ms': median(sorted),
    'p99 ms': p99,
    'max ms': sorted.at(-1) ?? 0,
  }
  const check = {
    what: `${subject}: p99 from the commit to the first attempt, ms`,
    value: p99,
    atMost: MOST_MS,
  }
  return { subject, about, figures, checks: [check] }
}

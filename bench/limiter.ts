import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { withDatabase } from './lib/database.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { rounded } from './lib/statistics.ts'
import type { Taken } from './servers/limiter.ts'

const FILE = fileURLToPath(new URL('./servers/limiter.ts', import.meta.url))
const QUOTA = { burst: 1000, intervalMs: 5 }
const PROCESSES = [1, 3, 5]
const LOADS = [0.9, 2, 10]
/** Long enough for the bucket to run dry under twice its load. */
const STRETCH = 4

export const limiter: Scenario = {
  name: 'limiter',
  title: `a bucket of ${QUOTA.burst}, ${1000 / QUOTA.intervalMs} per second more, and a process killed halfway`,
  run: (options) => withDatabase(({ url }) => run(url, options)),
}

async function run(url: string, options: Options): Promise<Row[]> {
  const redis = process.env.REDIS_URL
  const stores = [{ kind: 'postgres', url }, ...(redis ? [{ kind: 'redis', url: redis }] : [])]
  const rows: Row[] = []
  for (const store of stores) {
    for (const processes of PROCESSES) {
      for (const load of LOADS) {
        const subject = `${store.kind}, ${processes} × ${load}`
        options.progress(subject)
        rows.push(rowOf(subject, await offer(store, processes, load, options.seconds * STRETCH)))
      }
    }
  }
  return rows
}

interface Store {
  kind: string
  url: string
}

/** Offers a steady load, spread over the processes; halfway one is killed, and a new one takes its place. */
async function offer(store: Store, processes: number, load: number, seconds: number): Promise<Taken[]> {
  const key = `key:${randomUUID()}`
  const taken: Taken[] = []
  const answered = (message: Taken) => void taken.push(message)
  const fleet = await Promise.all(Array.from({ length: processes }, () => startProcess(store, key, answered)))
  const gap = QUOTA.intervalMs / load
  const started = performance.now()
  let replacement: Promise<void> | undefined
  for (let sent = 0; ; ) {
    const elapsed = performance.now() - started
    if (elapsed > seconds * 1000) break
    if (elapsed > seconds * 500) replacement ??= replaceOne(fleet, () => startProcess(store, key, answered))
    for (; sent * gap <= elapsed; sent++) {
      const child = fleet[sent % fleet.length]
      if (child?.connected) child.send('take')
    }
    await sleep(1)
  }
  await replacement
  await sleep(500)
  const isLost = fleet.some(({ exitCode }) => exitCode !== null)
  for (const child of fleet) if (child.connected) child.disconnect()
  if (isLost) throw new Error('A limiter lost its store: the machine is too busy to measure.')
  return taken
}

async function startProcess(
  { kind, url }: Store,
  key: string,
  onMessage: (message: Taken) => void,
): Promise<ChildProcess> {
  const child = fork(FILE, [kind, url, key, JSON.stringify(QUOTA)], { stdio: 'inherit' })
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (first !== 'ready') throw new Error(`A process with a limiter ended with ${first}.`)
  child.on('message', onMessage)
  return child
}

async function replaceOne(fleet: ChildProcess[], start: () => Promise<ChildProcess>): Promise<void> {
  fleet.pop()?.kill('SIGKILL')
  fleet.push(await start())
}

/** How many one bucket without any distribution would have admitted, had it been asked halfway between question and answer. */
function exactly(taken: readonly Taken[]): number {
  let fullAt = 0
  const times = taken.map(({ askedAt, answeredAt }) => (askedAt + answeredAt) / 2).sort((a, b) => a - b)
  return times.filter((at) => {
    const next = Math.max(fullAt, at) + QUOTA.intervalMs
    if (next - at > QUOTA.burst * QUOTA.intervalMs) return false
    fullAt = next
    return true
  }).length
}

function rowOf(subject: string, taken: readonly Taken[]): Row {
  const admitted = taken.filter(({ allowed }) => allowed).length
  const exact = exactly(taken)
  const slowest = Math.max(...taken.map(({ askedAt, answeredAt }) => answeredAt - askedAt))
  const share = rounded((admitted / exact) * 100, 3)
  return {
    subject,
    about: 'processes × the load, relative to what the bucket gains',
    figures: { answered: taken.length, exact, admitted, '%': share, 'slowest, ms': rounded(slowest) },
    checks: [{ what: `${subject}: admitted, %`, value: share, atLeast: 99, atMost: 100.1 }],
  }
}

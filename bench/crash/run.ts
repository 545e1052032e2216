import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createApp } from '../../src/app.ts'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { post, register } from '../lib/people.ts'
import { unlimited } from '../lib/unlimited.ts'
import { type CrashReceiver, openCrashReceiver } from './receiver.ts'

export interface CrashOptions {
  /** As the server connects, and as the owner of the tables does. */
  database: { url: string; ownerUrl: string }
  dataDir: string
  kills: number
  changes: number
  processes: number
  progress?(text: string): void
}

export interface CrashResult {
  kills: number
  committed: number
  deliveries: number
  requests: number
  /** Deliveries that came more than once. */
  duplicates: number
  /** Committed, and never delivered to one of the subscribers. */
  missing: string[]
  /** Delivered, and never committed. */
  phantoms: string[]
  /** Delivered under several `webhook-id`s. */
  renamed: string[]
  forged: number
}

const PROGRAM = fileURLToPath(new URL('./process.ts', import.meta.url))
const PATHS = ['/a', '/b']
/** The lease of a killed process, the heartbeat of its jobs, and the tries after an error. */
const DRAIN_MS = 240_000
const COMMITTED = `select target_id as id from audit_logs where action = 'crash'`
const COUNT = `select count(*)::int as n from audit_logs where action = 'crash'`

/** Kills servers at random while they make changes and deliver them, and says what the subscribers have seen. */
export async function runCrash(options: CrashOptions): Promise<CrashResult> {
  const { database, dataDir, progress = () => {} } = options
  const env = {
    ...unlimited,
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
    DATABASE_POOL_SIZE: '8',
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    JWT_SECRET: 'x'.repeat(32),
  }
  const receiver = await openCrashReceiver()
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  const children = new Set<ChildProcess>()
  try {
    const orgId = await subscribe(env, receiver)
    let spawned = 0
    const spawn = async (): Promise<void> => {
      const child = fork(PROGRAM, [String(++spawned), orgId], { env: { PATH: process.env.PATH, ...env } })
      children.add(child)
      child.once('exit', () => children.delete(child))
      const [how] = await Promise.race([once(child, 'message'), once(child, 'exit')])
      // One that was killed while it started ends with a signal, not with a status.
      if (typeof how === 'number') throw new Error(`A server could not start: it ended with ${how}.`)
    }
    await Promise.all(Array.from({ length: options.processes }, spawn))
    const kills = await killAtRandom(options, owner, children, spawn)
    for (const child of children) child.send('stop changing')
    if (children.size === 0) await spawn()
    await drained(owner, receiver, (left) => progress(`${left} deliveries to come`))
    return await judged(owner, receiver, kills)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await owner.end()
    await receiver.close()
  }
}

async function killAtRandom(
  { kills, changes, progress = () => {} }: CrashOptions,
  owner: pg.Client,
  children: Set<ChildProcess>,
  spawn: () => Promise<void>,
): Promise<number> {
  const thresholds = Array.from({ length: kills }, () => Math.random() * changes).sort((a, b) => a - b)
  const spawning = new Set<Promise<void>>()
  let killed = 0
  let broken: unknown
  for (;;) {
    if (broken) throw broken
    const committed = (await owner.query(COUNT)).rows[0].n as number
    progress(`${committed} of ${changes} changes, ${killed} of ${kills} kills`)
    while (killed < kills && committed >= (thresholds[killed] as number)) {
      const victims = [...children]
      const victim = victims[Math.floor(Math.random() * victims.length)]
      if (!victim) break
      const gone = once(victim, 'exit')
      victim.kill('SIGKILL')
      await gone
      killed += 1
      const starting: Promise<void> = spawn()
        .catch((error) => {
          broken = error
        })
        .finally(() => spawning.delete(starting))
      spawning.add(starting)
      // Somebody has to be there to be killed next.
      if (children.size <= 1) await starting
    }
    if (committed >= changes && killed >= kills) break
    await sleep(20)
  }
  await Promise.all(spawning)
  return killed
}

/** An organisation with a subscriber at each path. Answers its id. */
async function subscribe(env: Record<string, string>, receiver: CrashReceiver): Promise<string> {
  const app = await createApp(createConfig(readEnv(env)), env.DATABASE_URL as string)
  try {
    const origin = await app.server.listen({ port: 0, host: '127.0.0.1' })
    const { token } = await register(origin)
    for (const path of PATHS) {
      const body = { url: receiver.origin + path, events: ['listing.created'] }
      const { secret } = (await (await post(origin, '/webhooks', body, token)).json()) as { secret: string }
      receiver.secrets.set(path, secret)
    }
    const headers = { authorization: `Bearer ${token}` }
    const orgs = await (await fetch(`${origin}/api/v1/orgs`, { headers })).json()
    return (orgs as { data: { id: string }[] }).data[0]?.id.slice('org_'.length) as string
  } finally {
    await app.close()
  }
}

async function drained(owner: pg.Client, receiver: CrashReceiver, progress: (left: number) => void) {
  const end = Date.now() + DRAIN_MS
  while (Date.now() < end) {
    const committed = (await owner.query(COUNT)).rows[0].n as number
    const arrived = PATHS.map((path) => receiver.received.get(path)?.size ?? 0)
    const left = committed * PATHS.length - arrived.reduce((a, b) => a + b, 0)
    progress(left)
    const { rows } = await owner.query(
      `select count(*)::int as n from webhook_deliveries where status = 'pending'`,
    )
    if (left <= 0 && rows[0].n === 0) return
    await sleep(250)
  }
}

async function judged(owner: pg.Client, receiver: CrashReceiver, kills: number): Promise<CrashResult> {
  const { rows } = await owner.query<{ id: string }>(COMMITTED)
  const committed = new Set(rows.map(({ id }) => id))
  const seen = PATHS.map((path) => receiver.received.get(path) ?? new Map<string, Set<string>>())
  const deliveries = seen.reduce((sum, changes) => sum + changes.size, 0)
  const { rows: attempts } = await owner.query(
    `select count(*)::int as n from webhook_attempts where status_code between 200 and 299`,
  )
  const answered = receiver.requests - receiver.refused.size
  return {
    kills,
    committed: committed.size,
    deliveries,
    requests: receiver.requests,
    duplicates: Math.max(answered, attempts[0].n as number) - deliveries,
    missing: seen.flatMap((changes) => [...committed].filter((id) => !changes.has(id))),
    phantoms: seen.flatMap((changes) => [...changes.keys()].filter((id) => !committed.has(id))),
    renamed: seen.flatMap((changes) => [...changes].filter(([, ids]) => ids.size > 1).map(([id]) => id)),
    forged: receiver.forged,
  }
}

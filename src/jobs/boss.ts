import { type Db, PgBoss } from 'pg-boss'
import type { Log } from '../lib/log.ts'
import { DEAD_LETTERS, type JobKind, jobPolicies } from './kinds.ts'

const DAY = 24 * 60 * 60
const HEARTBEAT_SECONDS = 30
const REPEAT_LOG_MS = 30_000

export interface BossOptions {
  db: Db
  log: Log
  /** How often the jobs of killed processes are looked for. */
  recoverySeconds?: number
  /** Whether it may change its own tables: who works jobs off does not own them. */
  migrate: boolean
}

/** pg-boss with everything switched off that nothing here uses. */
export function createBoss({ db, log, recoverySeconds = 30, migrate }: BossOptions): PgBoss {
  const boss = new PgBoss({
    db,
    migrate,
    useListenNotify: true,
    schedule: false,
    // How soon the job of a killed process is found, after its heartbeat has run out.
    superviseIntervalSeconds: recoverySeconds,
    monitorIntervalSeconds: recoverySeconds,
    queueCacheIntervalSeconds: 600,
    flowIntervalSeconds: DAY,
    bamIntervalSeconds: 600,
    monitorVacuum: false,
  })
  boss.on('error', onceInAWhile(reportTo(log.error.bind(log), 'job queue error')))
  boss.on('warning', onceInAWhile(reportTo(log.warn.bind(log), 'job queue warning')))
  return boss
}

/** Makes the queues of this version, or brings them to it. */
export async function createQueues(boss: PgBoss): Promise<void> {
  const known = new Set((await boss.getQueues()).map(({ name }) => name))
  await ensureQueue(DEAD_LETTERS, { retentionSeconds: 90 * DAY })
  for (const [kind, { keepSeconds, ...policy }] of Object.entries(jobPolicies)) {
    await ensureQueue(kind as JobKind, {
      ...policy,
      retryBackoff: true,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      retentionSeconds: 30 * DAY,
      deleteAfterSeconds: keepSeconds,
      deadLetter: DEAD_LETTERS,
      notify: true,
    })
  }

  async function ensureQueue(name: string, options: object): Promise<void> {
    if (known.has(name)) await boss.updateQueue(name, options)
    else await boss.createQueue(name, options)
  }
}

type Report = (event: { message: string }) => void

const reportTo =
  (write: Log['error'], what: string): Report =>
  (event) =>
    write(event instanceof Error ? { err: event } : event, what)

/** A database that is away makes every worker complain at every poll: one complaint of a kind is enough. */
function onceInAWhile(report: Report): Report {
  const last = new Map<string, number>()
  return (event) => {
    const kind = event.message.replace(/ \(Queue: .*/, '')
    const now = Date.now()
    if (now - (last.get(kind) ?? 0) < REPEAT_LOG_MS) return
    if (last.size > 100) last.clear()
    last.set(kind, now)
    report(event)
  }
}

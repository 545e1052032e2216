import type { MikroORM } from '@mikro-orm/postgresql'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { v5, v7 } from 'uuid'
import { poolOf } from '../database/orm.ts'
import type { Log } from '../lib/log.ts'
import { createBoss } from './boss.ts'
import type { JobCount, JobHandler, Jobs, StopOptions, WorkOptions } from './jobs.ts'
import type { JobKind } from './kinds.ts'
import { onPool, onTransaction } from './queue-database.ts'
import { runJob, runMerged } from './run-job.ts'

export interface JobsOptions {
  orm: MikroORM
  log: Log
  /** How often the jobs of killed processes are looked for. */
  recoverySeconds?: number
}

interface Worker {
  kind: JobKind
  handler: JobHandler<JobKind>
  options: WorkOptions
}

const POLL = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 }
const RUN = { includeMetadata: true, perJobResults: true } as const
const BATCH = 100
const KEYS = 'b7a3c1de-5d0f-4c55-9d1c-6f0d9f6f2f11'

/** The queue on PostgreSQL, over the connections the process has already. */
export function createJobs({ orm, log, recoverySeconds }: JobsOptions): Jobs {
  const db = onPool(
    () => poolOf(orm),
    (error) => log.warn({ err: error }, 'job notifications interrupted'),
  )
  const boss = createBoss({ db, log, recoverySeconds, migrate: false })
  const workers = new Map<JobKind, Worker>()

  return {
    async enqueue(tx, kind, payload, { startAfter, singletonKey } = {}) {
      // Jobs of one transaction have the same time: their ids keep them in order.
      const id = singletonKey === undefined ? v7() : idOf(kind, singletonKey)
      const sent = await boss.send(kind, payload, { id, startAfter, db: onTransaction(tx) })
      return sent !== null
    },
    work(kind, handler, options = {}) {
      if (workers.has(kind)) throw new Error(`Jobs of the kind ${kind} have a handler already.`)
      workers.set(kind, { kind, handler: handler as JobHandler<JobKind>, options })
    },
    async start() {
      await boss.start()
      for (const worker of workers.values()) await startWorker(boss, worker, log)
    },
    stop: (options) => stop(boss, [...workers.keys()], options),
    async runPending({ early = false } = {}) {
      if (early) for (const kind of workers.keys()) await hasten(boss, kind)
      return runAll(boss, [...workers.values()], log)
    },
  }
}

/** The same cause has the same id, and a table has an id once: finished jobs count, too, while they are kept. */
const idOf = (kind: JobKind, key: string): string => v5(`${kind}:${key}`, KEYS)

async function startWorker(boss: PgBoss, worker: Worker, log: Log): Promise<void> {
  const { concurrency = 1, merge = false } = worker.options
  await planNext(boss, worker)
  for (let i = 0; i < concurrency; i++) {
    const id: string = await boss.work(
      worker.kind,
      { ...POLL, ...RUN, batchSize: merge ? BATCH : 1 },
      async (jobs) => {
        // There may be more: look again at once instead of at the next poll.
        boss.notifyWorker(id)
        return run(boss, worker, jobs, log)
      },
    )
  }
}

async function run(boss: PgBoss, worker: Worker, jobs: JobWithMetadata<unknown>[], log: Log) {
  await planNext(boss, worker)
  const batch = jobs as JobWithMetadata<never>[]
  if (worker.options.merge) return runMerged(batch, worker.handler, log)
  const results = []
  for (const job of batch) results.push(await runJob(job, worker.handler, log))
  return results
}

/** Writes the next run of what repeats. Any number of processes write the same one. */
async function planNext(boss: PgBoss, { kind, options: { everySeconds } }: Worker): Promise<void> {
  if (!everySeconds) return
  const turn = Math.floor(Date.now() / 1000 / everySeconds) + 1
  await boss.send(
    kind,
    {},
    { id: idOf(kind, `turn ${turn}`), startAfter: new Date(turn * everySeconds * 1000) },
  )
}

async function stop(boss: PgBoss, kinds: JobKind[], options: StopOptions = {}): Promise<void> {
  const { graceful = true, timeoutMs = 10_000 } = options
  if (graceful) await Promise.race([Promise.all(kinds.map((kind) => boss.offWork(kind))), pause(timeoutMs)])
  // Gives back what still runs: another process, or this one when it is back, does it again.
  await boss.stop({ graceful: false })
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Round after round until a round finds nothing. */
async function runAll(boss: PgBoss, workers: Worker[], log: Log): Promise<JobCount> {
  const count = { ran: 0, failed: 0 }
  for (let before = -1; before < count.ran; ) {
    before = count.ran
    for (const worker of workers) await runRound(boss, worker, log, count)
  }
  return count
}

/** A worker that is told to stop before its first fetch is back takes that one batch and ends. */
async function runRound(boss: PgBoss, worker: Worker, log: Log, count: JobCount): Promise<void> {
  const id: string = await boss.work(worker.kind, { ...RUN, batchSize: BATCH }, async (jobs) => {
    const results = await run(boss, worker, jobs, log)
    count.ran += results.length
    count.failed += results.filter(({ status }) => status !== 'completed').length
    return results
  })
  await boss.offWork(worker.kind, { id, wait: true })
}

async function hasten(boss: PgBoss, kind: JobKind): Promise<void> {
  for (const { id } of await boss.findJobs(kind, { queued: true })) {
    await boss.update(kind, undefined, { id, startAfter: new Date() })
  }
}

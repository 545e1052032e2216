import type { MikroORM } from '@mikro-orm/postgresql'
import { connect } from '../../src/database/orm.ts'
import type { Tx } from '../../src/domains/context.ts'
import type { MailOrder } from '../../src/domains/mail/index.ts'
import { createJobs, type EnqueueOptions, type Jobs } from '../../src/jobs/jobs.ts'
import type { Log } from '../../src/lib/log.ts'
import { createTestDatabase } from '../support/database.ts'

export interface LogLine {
  level: string
  message: string
  details: Record<string, unknown>
}

/** A queue with its own connections, as one process has it. */
export interface Process {
  orm: MikroORM
  jobs: Jobs
  lines: LogLine[]
  close(): Promise<void>
}

export interface Bench {
  /** Connects as the owner of the database; the processes connect as the application. */
  url: string
  /** One more process on the same database; closed with the bench. */
  join(): Promise<Process>
  close(): Promise<void>
}

export async function openBench(): Promise<Bench> {
  const database = await createTestDatabase()
  const processes: Process[] = []
  return {
    url: database.url,
    async join() {
      const orm = await connect({ url: database.applicationUrl, poolSize: 5 })
      const lines: LogLine[] = []
      const jobs = createJobs({ orm, log: collect(lines), recoverySeconds: 1 })
      const close = async () => {
        await jobs.stop({ graceful: false })
        await orm.close(true)
      }
      processes.push({ orm, jobs, lines, close })
      return { orm, jobs, lines, close }
    },
    async close() {
      await Promise.all(processes.map((it) => it.close()))
      await database.drop()
    },
  }
}

const collect = (lines: LogLine[]): Log => {
  const at = (level: string) => (details: object, message: string) =>
    void lines.push({ level, message, details: details as Record<string, unknown> })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const inTransaction = <T>(orm: MikroORM, work: (tx: Tx) => Promise<T>): Promise<T> =>
  orm.em.fork().transactional((tx) => work(tx as Tx))

export const order = (cause = 'a cause'): MailOrder => ({
  to: { address: 'ada@example.com' },
  template: 'password-changed',
  data: { username: 'ada' },
  cause,
})

export const enqueue = ({ orm, jobs }: Process, cause?: string, options?: EnqueueOptions): Promise<boolean> =>
  inTransaction(orm, (tx) => jobs.enqueue(tx, 'send-mail', order(cause), options))

export interface StoredJob {
  name: string
  state: string
  retry_count: number
  pause: number
  data: MailOrder
}

/** What the queue holds, read past everything that is tested here. */
export const stored = (orm: MikroORM, kind = 'send-mail'): Promise<StoredJob[]> =>
  orm.em.fork().execute(
    `select name, state, retry_count, data, extract(epoch from start_after - now())::float as pause
     from pgboss.job where name = ? order by created_on`,
    [kind],
  ) as Promise<StoredJob[]>

/** Waits for what other connections do; never longer than a few seconds. */
export async function until<T>(probe: () => T | Promise<T>, timeoutMs = 10_000): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const found = await probe()
    if (found) return found as NonNullable<T>
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

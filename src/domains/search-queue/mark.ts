import type { JobKind } from '../../jobs/kinds.ts'
import type { Services, Tx } from '../context.ts'

export type App = Pick<Services, 'clock' | 'jobs'>

/** What waits to be indexed, and the job that does it. */
export interface Queue {
  table: string
  key: string
  /** Of what the queue is. */
  of: string
  job: Extract<JobKind, 'index-plugins' | 'index-listings'>
}

/**
 * Marks the rows that a condition with one value picks, and has them indexed soon. Who is marked again while the
 * index is brought up to date is brought up to date again.
 */
export async function mark(
  tx: Tx,
  app: App,
  { table, key, of, job }: Queue,
  where: string,
  value: unknown,
): Promise<void> {
  await tx.execute(
    `insert into ${table} as q (${key}, marked_at) select id, ? from ${of} where ${where} order by id
     on conflict (${key}) do update set revision = q.revision + 1`,
    [app.clock.now(), value],
  )
  await app.jobs.enqueue(tx, job, {})
}

import type { Services, Tx } from '../context.ts'
import { changingIndex, later } from './index-lock.ts'

const BATCH = 200
/** How soon (ms) it is tried again when another process changes the index. */
const PAUSE = 2000

export interface DrainedQueue {
  index: 'plugins' | 'listings'
  table: string
  key: string
  job: 'index-plugins' | 'index-listings'
  /** Brings these up to date in the index. */
  work(tx: Tx, ids: string[]): Promise<void>
}

/** Works a queue of marks off, until nothing is marked or `signal` stops it. */
export async function drainQueue(
  app: Pick<Services, 'orm' | 'clock' | 'jobs'>,
  { index, job, ...queue }: DrainedQueue,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  for (let left = true; left && !signal.aborted; ) {
    const isOurs = await changingIndex(app, index, async (tx) => {
      left = (await drainBatch(tx, queue)) === BATCH
    })
    if (!isOurs) return later(app, job, PAUSE)
  }
}

async function drainBatch(tx: Tx, { table, key, work }: Pick<DrainedQueue, 'table' | 'key' | 'work'>) {
  const marks = await tx.execute<{ id: string; revision: string }[]>(
    `select ${key} as id, revision from ${table} order by marked_at, ${key} limit ?`,
    [BATCH],
  )
  if (marks.length === 0) return 0
  // What is read from here on is newer than the marks: what changes meanwhile is marked again.
  await work(
    tx,
    marks.map(({ id }) => id),
  )
  await tx.execute(
    `delete from ${table} q using json_to_recordset(?) as d (id uuid, revision bigint)
     where q.${key} = d.id and q.revision = d.revision`,
    [JSON.stringify(marks)],
  )
  return marks.length
}

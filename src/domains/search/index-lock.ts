import { type Services, type Tx, transaction } from '../context.ts'

/** Who changes an index holds its lock. */
const LOCKS = { plugins: 0x696e6478, listings: 0x696e646c }

/**
 * Does `work` while no other process changes that index, so that an older state never replaces a newer one. False when
 * another one has it: nothing was done.
 */
export const changingIndex = (
  app: Pick<Services, 'orm'>,
  index: keyof typeof LOCKS,
  work: (tx: Tx) => Promise<void>,
): Promise<boolean> =>
  transaction({ app }, async (tx) => {
    // The index may answer slowly, and the lock is to be held until it did.
    await tx.execute('set local idle_in_transaction_session_timeout = 0')
    const [row] = await tx.execute<{ ours: boolean }[]>('select pg_try_advisory_xact_lock(?) as ours', [
      LOCKS[index],
    ])
    if (!row?.ours) return false
    await work(tx)
    return true
  })

/** Has a job tried again that found another process changing its index. */
export const later = (
  app: Pick<Services, 'orm' | 'clock' | 'jobs'>,
  job: 'index-plugins' | 'index-listings' | 'rebuild-search' | 'rebuild-listing-search',
  pause: number,
): Promise<void> =>
  transaction({ app }, async (tx) => {
    const startAfter = new Date(app.clock.now().getTime() + pause)
    await app.jobs.enqueue(tx, job, {}, { startAfter })
  })

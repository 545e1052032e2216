import type { Services, Tx } from '../context.ts'
import { emit } from '../events/index.ts'
import { listing } from './present.ts'
import type { Listing } from './schema.ts'

const ROW = `select ${listing} as row, l.org_id from listings l where l.id = ?`

/** Announces a listing as the transaction leaves it. What was changed through entities has to be flushed before. */
export async function announce(
  tx: Tx,
  ctx: { app: Pick<Services, 'clock' | 'jobs'> },
  type: 'listing.created' | 'listing.updated' | 'listing.withdrawn',
  id: string,
): Promise<void> {
  await tx.flush()
  const [found] = await tx.execute<{ row: Listing; org_id: string }[]>(ROW, [id])
  if (!found) throw new Error(`The listing ${id} is gone before it was announced.`)
  await emit(tx, ctx, { type, data: { ...found.row }, orgId: found.org_id })
}

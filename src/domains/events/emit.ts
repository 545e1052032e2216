import { newId, OutboxEventEntity } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'
import type { NewEvent } from './payloads.ts'

/** Announces what happened, in the transaction that makes it happen: both become true or neither. */
export async function emit(
  tx: Tx,
  ctx: { app: Pick<Services, 'clock' | 'jobs'> },
  event: NewEvent,
): Promise<void> {
  const { type, data, orgId = null } = event
  tx.create(
    OutboxEventEntity,
    { id: newId(), type, orgId, data: { ...data }, createdAt: ctx.app.clock.now() },
    { persist: true },
  )
  // One job per event: a shared one would make every writer wait for the one before it to commit.
  await ctx.app.jobs.enqueue(tx, 'dispatch-events', {})
}

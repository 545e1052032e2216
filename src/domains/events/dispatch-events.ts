import { OutboxEventEntity } from '../../../entities/index.ts'
import { type Services, type Tx, transaction } from '../context.ts'
import type { DomainEvent } from './payloads.ts'
import { subscribers as everybody, type Subscriber } from './subscribers.ts'

const DISPATCH_LOCK = 0x6f757462
const ZERO = '00000000-0000-0000-0000-000000000000'
/** So often a failing event holds back the later ones; then they overtake it. */
const PATIENT_ATTEMPTS = 4

/**
 * Tells the subscribers of every event that waits, one event after the other in the order of their ids,
 * however many processes dispatch. Each event is told and marked in one transaction.
 */
export async function dispatchEvents(
  app: Services,
  { attempt, signal }: { attempt: number; signal: AbortSignal },
  subscribers: readonly Subscriber[] = everybody,
): Promise<void> {
  const failures: unknown[] = []
  let after = ZERO
  while (!signal.aborted) {
    const outcome = await transaction({ app }, (tx) => dispatchNext(tx, app, after, subscribers)).catch(
      failed,
    )
    if (!outcome) break
    after = outcome.id
    if ('error' in outcome) {
      failures.push(outcome.error)
      if (attempt < PATIENT_ATTEMPTS) break
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** The event that was told, or nothing when none waits. */
async function dispatchNext(
  tx: Tx,
  app: Services,
  after: string,
  subscribers: readonly Subscriber[],
): Promise<{ id: string } | undefined> {
  // Taken before the event is read: whoever waited here sees what the other one has marked.
  await tx.execute('select pg_advisory_xact_lock(?)', [DISPATCH_LOCK])
  const waiting = { dispatchedAt: null, id: { $gt: after } }
  const event = await tx.findOne(OutboxEventEntity, waiting, { orderBy: { id: 'asc' } })
  if (!event) return undefined
  for (const { name, types, receive } of subscribers) {
    if (!types.includes(event.type as DomainEvent['type'])) continue
    await receive(tx, { app }, event as unknown as DomainEvent).catch((cause) => {
      throw new DispatchError(name, event.id, cause)
    })
  }
  event.dispatchedAt = app.clock.now()
  return { id: event.id }
}

class DispatchError extends Error {
  readonly eventId: string

  constructor(subscriber: string, eventId: string, cause: unknown) {
    super(`The subscriber ${subscriber} failed on the event ${eventId}: ${String(cause)}`, { cause })
    this.name = 'DispatchError'
    this.eventId = eventId
  }
}

/** A subscriber's failure concerns its event; every other one, the database's above all, ends the run. */
function failed(error: unknown): { id: string; error: unknown } {
  if (error instanceof DispatchError) return { id: error.eventId, error }
  throw error
}

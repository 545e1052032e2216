import { type Services, type Tx, transaction } from '../context.ts'
import type { DomainEvent } from './payloads.ts'
import type { Subscriber } from './subscriber.ts'

const DISPATCH_LOCK = 0x6f757462
/** So many events are told in one transaction: each has its share of the lock and of the commit. */
const BATCH = 100
/** So often a failing event holds back the later ones; then they overtake it. */
const PATIENT_ATTEMPTS = 4

type Outcome = { seq: string; error?: unknown; isFull: boolean }

/**
 * Tells the subscribers of every event that waits, one event after the other in the order in which they were
 * written, however many processes dispatch. Events are told and marked together in one transaction.
 */
export async function dispatchEvents(
  app: Services,
  { attempt, signal }: { attempt: number; signal: AbortSignal },
  subscribers: readonly Subscriber[],
): Promise<void> {
  const failures: unknown[] = []
  let after = '0'
  let size = BATCH
  while (!signal.aborted) {
    const outcome = await dispatchSome(app, { after, size }, subscribers)
    if (!outcome) break
    const { seq, error, isFull } = outcome
    // The batch is undone as a whole: told one by one, only the event that fails is.
    if (error && size > 1) size = 1
    else {
      after = seq
      size = BATCH
      if (error) failures.push(error)
      if (error ? attempt < PATIENT_ATTEMPTS : !isFull) break
    }
  }
  if (failures.length > 0) throw failures[0]
}

const dispatchSome = (
  app: Services,
  which: { after: string; size: number },
  subscribers: readonly Subscriber[],
): Promise<Outcome | undefined> =>
  transaction({ app }, (tx) => tellNext(tx, app, which, subscribers)).catch(failed)

interface Row {
  seq: string
  id: string
  type: string
  org_id: string | null
  data: Record<string, unknown>
  created_at: string
}

const WAITING = `
  select seq, id, type, for_org as org_id, data, created_at from outbox_events
  where dispatched_at is null and seq > ? order by seq limit ?`
const TOLD = 'update outbox_events set dispatched_at = ? where dispatched_at is null and seq in (?)'

/** The last event that was told, or nothing when none waits. */
async function tellNext(
  tx: Tx,
  app: Services,
  { after, size }: { after: string; size: number },
  subscribers: readonly Subscriber[],
): Promise<Outcome | undefined> {
  // Taken before the events are read: whoever waited here sees what the other one has marked.
  await tx.execute('select pg_advisory_xact_lock(?)', [DISPATCH_LOCK])
  const rows = await tx.execute<Row[]>(WAITING, [after, size])
  const last = rows.at(-1)
  if (!last) return undefined
  await tell(tx, app, rows, subscribers)
  await tx.flush()
  await tx.execute(TOLD, [app.clock.now(), rows.map(({ seq }) => seq)])
  return { seq: last.seq, isFull: rows.length === size }
}

async function tell(tx: Tx, app: Services, rows: Row[], subscribers: readonly Subscriber[]): Promise<void> {
  const events = rows.map(eventOf)
  for (const event of events) {
    for (const { name, types, receive } of subscribers) {
      if (types.includes(event.type)) await receive?.(tx, { app }, event).catch(blame(name, event))
    }
  }
  for (const { name, types, receiveAll } of subscribers) {
    const own = events.filter(({ type }) => types.includes(type))
    const [first] = own
    if (receiveAll && first) await receiveAll(tx, { app }, own).catch(blame(name, first))
  }
}

type Event = DomainEvent & { seq: string }

const eventOf = ({ org_id: orgId, created_at, ...row }: Row): Event =>
  ({ ...row, orgId, createdAt: new Date(created_at) }) as unknown as Event

const blame = (subscriber: string, event: Event) => (cause: unknown) => {
  throw new DispatchError(subscriber, event, cause)
}

class DispatchError extends Error {
  readonly seq: string

  constructor(subscriber: string, { id, seq }: Event, cause: unknown) {
    super(`The subscriber ${subscriber} failed on the event ${id}: ${String(cause)}`, { cause })
    this.name = 'DispatchError'
    this.seq = seq
  }
}

/** A subscriber's failure concerns its event; every other one, the database's above all, ends the run. */
function failed(error: unknown): Outcome {
  if (error instanceof DispatchError) return { seq: error.seq, error, isFull: true }
  throw error
}

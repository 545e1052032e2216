import type { Services, Tx } from '../context.ts'
import type { DomainEvent, EventType } from './payloads.ts'

/**
 * Wants to know of some events. Writes rows and jobs through `tx` and does nothing else: what is slow
 * or may fail is a job. May be called twice for one event, never at once, in the order of the events.
 */
export interface Subscriber<T extends EventType = EventType> {
  name: string
  types: readonly T[]
  receive?(tx: Tx, ctx: { app: Services }, event: DomainEvent<T>): Promise<void>
  /** Instead of `receive`, for those that do better with many: all that are told in one transaction, in their order. */
  receiveAll?(tx: Tx, ctx: { app: Services }, events: DomainEvent<T>[]): Promise<void>
}

/** Ties what a subscriber receives to the types it asks for. */
export const subscriber = <T extends EventType>(it: Subscriber<T>): Subscriber => it as unknown as Subscriber

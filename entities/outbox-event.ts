import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'

/** Something that happened, written in the transaction that made it happen and dispatched after it. */
export const OutboxEventEntity = defineEntity({
  name: 'OutboxEvent',
  tableName: 'outbox_events',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    type: p.text(),
    orgId: p.uuid().name('for_org').nullable(),
    data: p.json<Record<string, unknown>>(),
    createdAt: p.datetime(),
    dispatchedAt: p.datetime().nullable(),
  },
})
export type OutboxEventEntity = InferEntity<typeof OutboxEventEntity>

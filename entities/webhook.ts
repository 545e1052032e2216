import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'

/** A URL that an organisation wants its events sent to. Its secrets are stored encrypted. */
export const WebhookEntity = defineEntity({
  name: 'Webhook',
  tableName: 'webhooks',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    orgId: p.uuid(),
    url: p.text(),
    description: p.text().nullable(),
    events: p.array<string>(),
    secret: p.blob(),
    /** Signs as well, until `previousUntil`. */
    previousSecret: p.blob().nullable(),
    previousUntil: p.datetime().nullable(),
    isActive: p.boolean().default(true),
    /** Why we stopped sending, when it was us. */
    disabledReason: p.text().$type<'gone' | 'failing'>().nullable(),
    /** Since when no attempt has succeeded; null while all is well. */
    failingSince: p.datetime().nullable(),
    createdBy: p.uuid(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type WebhookEntity = InferEntity<typeof WebhookEntity>

import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'

/** A key of a person for one organisation they belong to. Only the SHA-256 of the key is stored. */
export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    userId: p.uuid(),
    orgId: p.uuid(),
    name: p.text(),
    keyPrefix: p.text(),
    keyHash: p.text().hidden().lazy(),
    permissions: p.array<string>(),
    expiresAt: p.datetime().nullable(),
    rateLimitPerSecond: p.integer().nullable(),
    rateLimitBurstSize: p.integer().nullable(),
    /** When a rotation put another key in its place: it ends with `expiresAt` and cannot be changed. */
    replacedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
})
export type ApiKeyEntity = InferEntity<typeof ApiKeyEntity>

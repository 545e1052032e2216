import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { UserEntity } from './user.ts'

/** A signed-in browser or client. Only the SHA-256 of the session's id is stored. */
export const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    idHash: p.string().length(64).primary(),
    publicId: p.uuid().unique(),
    user: () => p.manyToOne(UserEntity).deleteRule('cascade'),
    device: p.text(),
    ip: p.text(),
    createdAt: p.datetime(),
    lastSeenAt: p.datetime(),
    expiresAt: p.datetime(),
  },
})
export type SessionEntity = InferEntity<typeof SessionEntity>

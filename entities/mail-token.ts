import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { UserEntity } from './user.ts'

/** The one token of a kind that a user's address was sent last; a newer one takes its place. Only its SHA-256 is stored. */
export const MailTokenEntity = defineEntity({
  name: 'MailToken',
  tableName: 'mail_tokens',
  properties: {
    user: () => p.manyToOne(UserEntity).primary().deleteRule('cascade'),
    kind: p.string().$type<'verify-email' | 'reset-password'>().primary(),
    id: p.uuid().unique(),
    tokenHash: p.string().length(64).unique(),
    email: p.string().length(255),
    /** When somebody asked for it; the token of a registration was asked for by nobody. */
    requestedAt: p.datetime().nullable(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
})
export type MailTokenEntity = InferEntity<typeof MailTokenEntity>

import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { UserEntity } from './user.ts'

/** An account at a provider that signs a user in: at most one of each provider. */
export const OAuthAccountEntity = defineEntity({
  name: 'OAuthAccount',
  tableName: 'oauth_accounts',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    user: () => p.manyToOne(UserEntity).deleteRule('cascade'),
    provider: p.string().$type<'github' | 'google' | 'discord'>(),
    providerUserId: p.string().length(255),
    createdAt: p.datetime(),
  },
})
export type OAuthAccountEntity = InferEntity<typeof OAuthAccountEntity>

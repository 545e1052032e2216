import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { UserEntity } from './user.ts'

/** A tenant. `personalUser` is whose own it is: everybody has one from registration on. */
export const OrganisationEntity = defineEntity({
  name: 'Organisation',
  tableName: 'organisations',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    personalUser: () => p.oneToOne(UserEntity).nullable(),
    slug: p.string().length(100).unique(),
    name: p.text(),
    plan: p.string().$type<'starter' | 'pro' | 'creator-plus' | 'sovereign'>().default('starter'),
    defaultRateLimitPerMinute: p.integer().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type OrganisationEntity = InferEntity<typeof OrganisationEntity>

import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { OrganisationEntity } from './organisation.ts'
import { UserEntity } from './user.ts'

/** Who belongs to an organisation, and what they may do in it. */
export const OrganisationMemberEntity = defineEntity({
  name: 'OrganisationMember',
  tableName: 'organisation_members',
  properties: {
    org: () => p.manyToOne(OrganisationEntity).primary().deleteRule('cascade'),
    user: () => p.manyToOne(UserEntity).primary(),
    role: p.string().$type<'owner' | 'admin' | 'moderator' | 'member'>(),
    joinedAt: p.datetime(),
  },
})
export type OrganisationMemberEntity = InferEntity<typeof OrganisationMemberEntity>

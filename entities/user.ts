import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'

/** A person's account. `username` and `email` are unique without regard to case (see the migration). */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    username: p.string().length(39),
    email: p.string().length(255).nullable(),
    emailVerified: p.boolean().default(false),
    passwordHash: p.text().nullable().hidden().lazy(),
    displayName: p.text().nullable(),
    bio: p.text().nullable(),
    avatarUrl: p.text().nullable(),
    role: p.string().$type<'author' | 'moderator' | 'admin'>().default('author'),
    isActive: p.boolean().default(true),
    /** Suspended or banned by the staff of the platform until then. */
    blockedUntil: p.datetime().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
})
export type UserEntity = InferEntity<typeof UserEntity>

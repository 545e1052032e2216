import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { UserEntity } from './user.ts'

/** The picture a user has uploaded. */
export const AvatarEntity = defineEntity({
  name: 'Avatar',
  tableName: 'avatars',
  properties: {
    user: () => p.oneToOne(UserEntity).primary().deleteRule('cascade'),
    contentType: p.string().length(50),
    sha256: p.string().length(64),
    bytes: p.blob().lazy(),
    uploadedAt: p.datetime(),
  },
})
export type AvatarEntity = InferEntity<typeof AvatarEntity>

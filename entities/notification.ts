import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { newId } from './id.ts'
import { UserEntity } from './user.ts'

/** What somebody is told in the application. */
export const NotificationEntity = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    user: () => p.manyToOne(UserEntity).deleteRule('cascade'),
    kind: p.text(),
    title: p.text(),
    body: p.text(),
    link: p.text().nullable(),
    readAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
})
export type NotificationEntity = InferEntity<typeof NotificationEntity>

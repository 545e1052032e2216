import { z } from 'zod'
import { pageInput } from '../../lib/paging.ts'
import { KINDS } from './notify.ts'

export const ListNotifications = z.object({
  ...pageInput({ maxPerPage: 50 }),
  unread_only: z.boolean().default(false).describe('Filter to unread notifications only'),
})
export type ListNotifications = z.infer<typeof ListNotifications>

export const NotificationPath = z.object({ id: z.guid().describe('The id that the list shows') })
export type NotificationPath = z.infer<typeof NotificationPath>

export const Notification = z
  .object({
    id: z.guid(),
    kind: z.string().describe(`What it is about: ${KINDS.join(', ')}; more may come`),
    title: z.string().describe('Plain text'),
    body: z.string().describe('Plain text'),
    link: z.string().nullable().describe('A path of the front end'),
    is_read: z.boolean(),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Notification' })
export type Notification = z.infer<typeof Notification>

export const NotificationList = z
  .object({
    notifications: z.array(Notification),
    total: z.int().describe('How many match the filter: with `unread_only` it is `unread`'),
    unread: z.int().describe('How many are unread in all'),
  })
  .meta({ id: 'NotificationList' })
export type NotificationList = z.infer<typeof NotificationList>

export const UnreadCount = z.object({ count: z.int() })
export type UnreadCount = z.infer<typeof UnreadCount>

export const MarkedRead = z.object({ marked_read: z.int().describe('How many were unread until now') })
export type MarkedRead = z.infer<typeof MarkedRead>

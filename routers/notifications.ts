import {
  countUnread,
  ListNotifications,
  listNotifications,
  MarkedRead,
  markAllRead,
  markRead,
  Notification,
  NotificationList,
  NotificationPath,
  UnreadCount,
} from '../src/domains/notifications/index.ts'
import { scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const notification = {
  id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  kind: 'download_milestone',
  title: 'Pumpkin Voice reached 1,000 downloads!',
  body: 'Your plugin Pumpkin Voice has reached 1,000 total downloads. Congratulations!',
  link: '/plugins/pumpkin-voice',
  is_read: false,
  created_at: '2026-03-15T14:00:00Z',
}

export const notifications = t.router({
  list: scoped('read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/notifications',
        tags: ['notifications'],
        summary: 'List your notifications',
        description:
          'Newest first. `total` counts what matches the filter, `unread` all that you have not read. An author is ' +
          'told once when a plugin reaches 10, 50, 100, 500, 1K, 5K, 10K, 50K and 100K downloads. Notifications are ' +
          'kept until 180 days after they were read.',
      },
      rest: {
        errors: { validation_failed: '`page`, `per_page` (1–50) or `unread_only` is out of range' },
        example: {
          input: { page: 1, per_page: 20, unread_only: false },
          output: { notifications: [notification], total: 12, unread: 3 },
        },
      },
    })
    .input(ListNotifications)
    .output(NotificationList)
    .query(({ ctx, input }) => listNotifications(ctx, input)),

  unreadCount: scoped('read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/notifications/unread-count',
        tags: ['notifications'],
        summary: 'Count your unread notifications',
        description: 'For a badge that is refreshed again and again: one number, and cheap.',
      },
      rest: { example: { output: { count: 3 } } },
    })
    .output(UnreadCount)
    .query(({ ctx }) => countUnread(ctx)),

  markRead: scoped('read')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/notifications/{id}/read',
        tags: ['notifications'],
        summary: 'Mark a notification as read',
        description:
          'Marks one of your notifications. Marking one that is read already changes nothing and is no error.',
      },
      rest: {
        errors: { not_found: 'Notification not found or does not belong to the authenticated user' },
        example: { input: { id: notification.id }, output: { ...notification, is_read: true } },
      },
    })
    .input(NotificationPath)
    .output(Notification)
    .mutation(({ ctx, input }) => markRead(ctx, input)),

  markAllRead: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/notifications/read-all',
        tags: ['notifications'],
        summary: 'Mark all your notifications as read',
        description:
          'Answers how many were unread until now. Of several calls at once each counts only what it marked itself.',
      },
      rest: { example: { output: { marked_read: 3 } } },
    })
    .output(MarkedRead)
    .mutation(({ ctx }) => markAllRead(ctx)),
})

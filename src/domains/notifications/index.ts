export { countUnread } from './count-unread.ts'
export { listNotifications } from './list-notifications.ts'
export { markAllRead } from './mark-all-read.ts'
export { markRead } from './mark-read.ts'
export { KINDS, type NewNotification, type NotificationKind, notify } from './notify.ts'
export { pruneNotifications } from './prune-notifications.ts'
export {
  ListNotifications,
  MarkedRead,
  Notification,
  NotificationList,
  NotificationPath,
  UnreadCount,
} from './schema.ts'

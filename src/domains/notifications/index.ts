export { KINDS, type NewNotification, type NotificationKind, notify } from './notify.ts'

import { NotificationEntity } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'

/** What kinds of notifications there are; the front end chooses an icon by it. */
export const KINDS = [
  'download_milestone',
  'review_received',
  'review_hidden',
  'review_shown',
  'review_deleted',
  'plugin_deactivated',
  'plugin_reactivated',
  'role_changed',
  'webhook_disabled',
  'listing_decided',
  'file_decided',
  'moderation',
] as const
export type NotificationKind = (typeof KINDS)[number]

export interface NewNotification {
  userId: string
  kind: NotificationKind
  /** Plain texts, shown as they are. */
  title: string
  body: string
  /** A path of the front end. */
  link?: string | null
}

/** Tells somebody, in the transaction of what they are told about. */
export function notify(
  tx: Tx,
  ctx: { app: Pick<Services, 'clock'> },
  { userId, kind, title, body, link = null }: NewNotification,
): void {
  tx.create(
    NotificationEntity,
    { user: userId, kind, title, body, link, createdAt: ctx.app.clock.now() },
    { persist: true },
  )
}

/** Everything a webhook can be sent. `webhook.test` comes when it is asked for, subscribed to or not. */
export const WEBHOOK_EVENTS = [
  'listing.created',
  'listing.updated',
  'listing.sold',
  'listing.withdrawn',
  'file.uploaded',
  'report.created',
  'report.resolved',
  'moderation.action_taken',
  'plugin.published',
  'version.published',
  'version.yanked',
  'review.created',
  'webhook.test',
] as const
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number]

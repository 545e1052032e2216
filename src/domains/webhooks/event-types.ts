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

/** The event that a webhook is sent for has its name, but for a new plugin. */
export type SourceEventType =
  | Exclude<WebhookEventType, 'plugin.published' | 'webhook.test'>
  | 'plugin.created'

export const SOURCE_EVENTS = WEBHOOK_EVENTS.flatMap((type): SourceEventType[] => {
  if (type === 'webhook.test') return []
  return [type === 'plugin.published' ? 'plugin.created' : type]
})

/** What an event is called outside. */
export const outsideName = (type: SourceEventType): WebhookEventType =>
  type === 'plugin.created' ? 'plugin.published' : type

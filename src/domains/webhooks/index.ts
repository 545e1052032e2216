export { createWebhook } from './create-webhook.ts'
export { deleteWebhook } from './delete-webhook.ts'
export { createDeliveries, type Deliveries } from './deliveries.ts'
export { EVENT_DATA } from './event-data.ts'
export { SOURCE_EVENTS, WEBHOOK_EVENTS, type WebhookEventType } from './event-types.ts'
export { getWebhook } from './get-webhook.ts'
export { DELIVERIES_CHANNEL } from './insert-deliveries.ts'
export { listDeliveries } from './list-deliveries.ts'
export { listWebhooks } from './list-webhooks.ts'
export { pruneDeliveries } from './prune-deliveries.ts'
export { queueDeliveries } from './queue-deliveries.ts'
export { redeliverEvent } from './redeliver-event.ts'
export { redeliverSince } from './redeliver-since.ts'
export { rotateSecret } from './rotate-secret.ts'
export {
  CreateWebhook,
  Delivery,
  DeliveryPage,
  DeliveryPath,
  ListDeliveries,
  ListWebhooks,
  NewWebhook,
  Redelivered,
  RedeliverSince,
  RotatedSecret,
  UpdateWebhook,
  Webhook,
  WebhookPage,
  WebhookPath,
} from './schema.ts'
export { createWebhookSecrets, type WebhookSecrets } from './secrets.ts'
export { testWebhook } from './test-webhook.ts'
export { updateWebhook } from './update-webhook.ts'

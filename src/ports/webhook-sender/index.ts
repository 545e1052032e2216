export { createResolve, type Resolve } from './resolve.ts'
export { createWebhookSender, type WebhookSenderConfig } from './sender.ts'
export type { Attempt, WebhookMessage, WebhookSender } from './webhook-sender.ts'

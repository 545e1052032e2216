import { z } from 'zod'
import {
  CreateWebhook,
  createWebhook,
  Delivery,
  DeliveryPage,
  DeliveryPath,
  deleteWebhook,
  getWebhook,
  ListDeliveries,
  ListWebhooks,
  listDeliveries,
  listWebhooks,
  NewWebhook,
  Redelivered,
  RedeliverSince,
  RotatedSecret,
  redeliverEvent,
  redeliverSince,
  rotateSecret,
  testWebhook,
  UpdateWebhook,
  updateWebhook,
  Webhook,
  WebhookPage,
  WebhookPath,
} from '../src/domains/webhooks/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'
import { webhookEvents } from './webhook-events.ts'

const webhook = {
  id: '0198f2c3-7a10-7c2d-8b4e-1f2a3b4c5d6e',
  url: 'https://crm.example.com/hooks/gourd',
  events: ['listing.created', 'listing.sold'],
  description: 'New listings into the CRM',
  is_active: true,
  disabled_reason: null,
  failing_since: null,
  created_at: '2026-03-06T12:00:00Z',
  updated_at: '2026-03-06T12:00:00Z',
}
const { id } = webhook
const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD9YxQ9kUWx4s='
const attempt = {
  at: '2026-03-06T12:10:00Z',
  status_code: 200,
  duration_ms: 84,
  error: null,
  response_excerpt: 'ok',
}
const delivery = {
  id: '0198f2c4-05b8-7e91-a2d3-4c5b6a798897',
  event_id: '0198f2c4-0000-7b3c-9d1e-2f3a4b5c6d7e',
  event_type: 'listing.created',
  status: 'succeeded',
  attempts: [attempt],
  next_attempt_at: null,
  created_at: '2026-03-06T12:10:00Z',
}
const pending = { ...delivery, status: 'pending', attempts: [], next_attempt_at: '2026-03-06T12:10:00Z' }
const path = { id }
const forbidden = 'The caller is neither owner nor admin of the organisation; for a key: its creator'
const not_found = 'The organisation has no such webhook'
const conflict = 'The webhook is disabled'

const manage = scoped('webhooks:manage').concat(onPlan('tenant-api'))

export const webhooks = t.router({
  list: manage
    .meta({
      openapi: {
        method: 'GET',
        path: '/webhooks',
        tags: ['webhooks'],
        summary: 'List webhooks',
        description: 'The webhooks of the organisation that the call works in, newest first.',
      },
      rest: {
        errors: { forbidden, not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { page: 1, per_page: 20 },
          output: { data: [webhook], page: 1, per_page: 20, total: 1, next_cursor: null },
        },
      },
    })
    .input(ListWebhooks)
    .output(WebhookPage)
    .query(({ ctx, input }) => listWebhooks(ctx, input)),

  create: manage
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks',
        tags: ['webhooks'],
        summary: 'Create a webhook',
        description:
          'Sends events of the organisation to a URL of your own; registry events are those of the plugins whose ' +
          'author’s own organisation it is. Deliveries are signed as in the Standard Webhooks specification ' +
          '(`webhook-id`, `webhook-timestamp`, `webhook-signature`) with the secret that only this answer shows. ' +
          'Every event is delivered at least once, in no promised order: know one again by its `webhook-id`. ' +
          'An answer of 2xx within 15 seconds is a success; redirects are not followed. Otherwise it is tried again ' +
          'after 5 s, 30 s, 5 min, 30 min, 2 h, 5 h and 10 h, or later if `Retry-After` says so. 410, or five days of ' +
          'failures, disable the webhook, and the owners of the organisation are told. Only public addresses are ' +
          'called. At most 20 webhooks per organisation.',
      },
      rest: {
        status: 201,
        events: webhookEvents,
        errors: {
          forbidden,
          not_found: '`X-Org-Id` names no organisation of the caller',
          conflict: 'Maximum 20 webhooks per organisation reached',
          validation_failed: 'A URL that is not called, or an event that does not exist',
        },
        example: {
          input: { url: webhook.url, events: webhook.events, description: webhook.description },
          output: { ...webhook, secret },
        },
      },
    })
    .input(CreateWebhook)
    .output(NewWebhook)
    .mutation(({ ctx, input }) => createWebhook(ctx, input)),

  get: manage
    .meta({
      openapi: {
        method: 'GET',
        path: '/webhooks/{id}',
        tags: ['webhooks'],
        summary: 'Get a webhook',
        description: 'A webhook of the organisation, without its secret.',
      },
      rest: { errors: { forbidden, not_found }, example: { input: path, output: webhook } },
    })
    .input(WebhookPath)
    .output(Webhook)
    .query(({ ctx, input }) => getWebhook(ctx, input)),

  update: manage
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/webhooks/{id}',
        tags: ['webhooks'],
        summary: 'Change a webhook',
        description:
          'Changes the fields that are sent and keeps the others. `is_active: false` stops it and gives up what waits ' +
          'for it; `true` starts it again, also after we disabled it, and forgets its failures. Events that happen ' +
          'while it is stopped are not sent later. What waits for a next attempt goes to a changed URL.',
      },
      rest: {
        errors: { forbidden, not_found, validation_failed: 'No fields provided, or one that does not fit' },
        example: {
          input: { ...path, events: ['listing.sold'], is_active: true },
          output: { ...webhook, events: ['listing.sold'] },
        },
      },
    })
    .input(UpdateWebhook)
    .output(Webhook)
    .mutation(({ ctx, input }) => updateWebhook(ctx, input)),

  delete: manage
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/webhooks/{id}',
        tags: ['webhooks'],
        summary: 'Delete a webhook',
        description: 'Ends the subscription, with its secret, its log and all that waits to be delivered.',
      },
      rest: { status: 204, errors: { forbidden, not_found }, example: { input: path } },
    })
    .input(WebhookPath)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteWebhook(ctx, input)),

  rotateSecret: manage
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/rotate-secret',
        tags: ['webhooks'],
        summary: 'Rotate the secret',
        description:
          'Makes a new secret, which only this answer shows. For 24 hours deliveries carry the signatures of both, the ' +
          'new one first; rotating again within them ends the oldest at once.',
      },
      rest: {
        errors: { forbidden, not_found },
        example: {
          input: path,
          output: { id, secret, previous_secret_expires_at: '2026-03-07T12:00:00.000Z' },
        },
      },
    })
    .input(WebhookPath)
    .output(RotatedSecret)
    .mutation(({ ctx, input }) => rotateSecret(ctx, input)),

  test: manage
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/test',
        tags: ['webhooks'],
        summary: 'Send a test event',
        description:
          'Sends a `webhook.test`, subscribed to or not. Its delivery is in the log like every other.',
      },
      rest: {
        status: 202,
        errors: { forbidden, not_found, conflict },
        example: { input: path, output: { ...pending, event_type: 'webhook.test' } },
      },
    })
    .input(WebhookPath)
    .output(Delivery)
    .mutation(({ ctx, input }) => testWebhook(ctx, input)),

  deliveries: manage
    .meta({
      openapi: {
        method: 'GET',
        path: '/webhooks/{id}/deliveries',
        tags: ['webhooks'],
        summary: 'List deliveries',
        description:
          'What was sent to the webhook, newest first, with every attempt: its status, how long it took and the ' +
          'beginning of the answer. Kept for 30 days.',
      },
      rest: {
        errors: { forbidden, not_found },
        example: {
          input: { ...path, status: 'succeeded', page: 1, per_page: 20 },
          output: { data: [delivery], page: 1, per_page: 20, total: 1, next_cursor: null },
        },
      },
    })
    .input(ListDeliveries)
    .output(DeliveryPage)
    .query(({ ctx, input }) => listDeliveries(ctx, input)),

  redeliver: manage
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/deliveries/{delivery_id}/redeliver',
        tags: ['webhooks'],
        summary: 'Redeliver an event',
        description:
          'Sends the event again, word for word and under the same `webhook-id`, as a delivery with tries of its own.',
      },
      rest: {
        status: 202,
        errors: {
          forbidden,
          not_found: 'The organisation has no such webhook, or the webhook no such delivery',
          conflict: 'The event is still being delivered, or the webhook is disabled',
        },
        example: { input: { ...path, delivery_id: delivery.id }, output: pending },
      },
    })
    .input(DeliveryPath)
    .output(Delivery)
    .mutation(({ ctx, input }) => redeliverEvent(ctx, input)),

  redeliverSince: manage
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/redeliver',
        tags: ['webhooks'],
        summary: 'Redeliver events since a time',
        description:
          'Sends every event again that was delivered since then, or should have been; with `status` only those that ' +
          'ended so. Each event once; what is still being tried is left alone. At most 10,000 at a time.',
      },
      rest: {
        status: 202,
        errors: { forbidden, not_found, conflict: 'More than 10,000 events, or the webhook is disabled' },
        example: {
          input: { ...path, since: '2026-03-06T00:00:00Z', status: 'failed' },
          output: { count: 12 },
        },
      },
    })
    .input(RedeliverSince)
    .output(Redelivered)
    .mutation(({ ctx, input }) => redeliverSince(ctx, input)),
})

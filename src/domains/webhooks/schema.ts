import { z } from 'zod'
import { feedInput, feedOf } from '../../lib/paging.ts'
import { singleLine } from '../../lib/text.ts'
import { WEBHOOK_EVENTS } from './event-types.ts'

const url = singleLine({ min: 1, max: 2048 }).describe(
  'Where events are sent: a public https address (http outside of production), without user name, password and fragment',
)

const events = z
  .array(z.enum(WEBHOOK_EVENTS))
  .min(1, 'must name at least one event')
  .overwrite((types) => [...new Set(types)])
  .describe('The types of events that are sent')

const description = singleLine({ max: 255 }).describe('A note of your own')

export const CreateWebhook = z
  .object({ url, events, description: description.nullish() })
  .meta({ id: 'CreateWebhook' })
export type CreateWebhook = z.infer<typeof CreateWebhook>

export const WebhookPath = z.object({ id: z.guid().describe('The id of the webhook') })
export type WebhookPath = z.infer<typeof WebhookPath>

export const UpdateWebhook = WebhookPath.extend({
  url: url.optional(),
  events: events.optional(),
  description: description.nullable().optional(),
  is_active: z.boolean().optional().describe('`true` starts it again, also after it was disabled'),
})
  .refine(
    ({ id: _, ...changes }) => Object.values(changes).some((value) => value !== undefined),
    'names no field to change',
  )
  .meta({ minProperties: 1 })
export type UpdateWebhook = z.infer<typeof UpdateWebhook>

export const ListWebhooks = z.object(feedInput())
export type ListWebhooks = z.infer<typeof ListWebhooks>

export const Webhook = z
  .object({
    id: z.guid(),
    url: z.string(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    description: z.string().nullable(),
    is_active: z.boolean(),
    disabled_reason: z
      .enum(['gone', 'failing'])
      .nullable()
      .describe('Why we disabled it: it answered 410, or failed for five days'),
    failing_since: z.string().nullable().describe('ISO 8601 UTC; null while the last attempt succeeded'),
    created_at: z.string().describe('ISO 8601 UTC'),
    updated_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>

export const WebhookPage = feedOf(Webhook).meta({ id: 'WebhookPage' })
export type WebhookPage = z.infer<typeof WebhookPage>

const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+=*$/)
  .describe('Signs every delivery. It is shown here only')

export const NewWebhook = Webhook.extend({ secret }).meta({ id: 'NewWebhook' })
export type NewWebhook = z.infer<typeof NewWebhook>

export const RotatedSecret = z
  .object({
    id: z.guid(),
    secret,
    previous_secret_expires_at: z.string().describe('Until then the old secret signs as well; ISO 8601 UTC'),
  })
  .meta({ id: 'RotatedWebhookSecret' })
export type RotatedSecret = z.infer<typeof RotatedSecret>

export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed'] as const
const status = z.enum(DELIVERY_STATUSES)

export const Delivery = z
  .object({
    id: z.guid(),
    event_id: z.guid().describe('The `webhook-id` header: the same for every attempt and redelivery'),
    event_type: z.enum(WEBHOOK_EVENTS),
    status,
    attempts: z
      .array(
        z.object({
          at: z.string().describe('ISO 8601 UTC'),
          status_code: z.int().nullable().describe('null when there was no answer'),
          duration_ms: z.int(),
          error: z.string().nullable().describe('Why there was no answer'),
          response_excerpt: z.string().nullable().describe('The first 1,024 characters of the answer'),
        }),
      )
      .describe('Oldest first'),
    next_attempt_at: z.string().nullable().describe('ISO 8601 UTC; null when there will be none'),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'WebhookDelivery' })
export type Delivery = z.infer<typeof Delivery>

export const ListDeliveries = WebhookPath.extend({ ...feedInput(), status: status.optional() })
export type ListDeliveries = z.infer<typeof ListDeliveries>

export const DeliveryPage = feedOf(Delivery).meta({ id: 'WebhookDeliveryPage' })
export type DeliveryPage = z.infer<typeof DeliveryPage>

export const DeliveryPath = WebhookPath.extend({ delivery_id: z.guid().describe('The id of the delivery') })
export type DeliveryPath = z.infer<typeof DeliveryPath>

export const RedeliverSince = WebhookPath.extend({
  since: z.iso
    .datetime({ offset: true, error: 'must be a time in ISO 8601 with its zone, like 2026-03-06T12:00:00Z' })
    // What PostgreSQL can compare with.
    .refine((text) => Date.parse(text) > Date.UTC(1970, 0) && Date.parse(text) < Date.UTC(9999, 0), {
      message: 'must be a time between 1970 and 9999',
    })
    .describe('Events that were delivered, or should have been, from then on'),
  status: z.enum(['succeeded', 'failed']).optional().describe('Only those that ended so; all when absent'),
})
export type RedeliverSince = z.infer<typeof RedeliverSince>

export const Redelivered = z.object({ count: z.int().describe('How many deliveries were made') })
export type Redelivered = z.infer<typeof Redelivered>

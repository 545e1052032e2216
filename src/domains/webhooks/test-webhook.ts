import { newId } from '../../../entities/index.ts'
import type { Caller } from './access.ts'
import { changingWebhook, requireActive } from './changing-webhook.ts'
import { insertDeliveries } from './insert-deliveries.ts'
import { payloadOf } from './payload.ts'
import { presentDelivery } from './present.ts'
import type { Delivery, WebhookPath } from './schema.ts'

/** Sends a `webhook.test` to one webhook, subscribed to it or not. One that is disabled: 409. */
export const testWebhook = (ctx: Caller, { id }: WebhookPath): Promise<Delivery> =>
  changingWebhook(ctx, { id, action: 'test' }, async (tx, webhook) => {
    requireActive(webhook)
    const { orgId, url } = webhook
    const eventId = newId()
    const type = 'webhook.test'
    const event = { id: eventId, type, createdAt: ctx.app.clock.now(), orgId, data: { id, url } }
    const delivery = { webhookId: id, eventId, eventType: type, payload: payloadOf(event) }
    const [made = ''] = await insertDeliveries(tx, ctx, orgId, [delivery])
    return presentDelivery(tx, made)
  })

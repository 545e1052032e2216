import { conflict, notFound } from '../errors.ts'
import type { Caller } from './access.ts'
import { changingWebhook, requireActive } from './changing-webhook.ts'
import { insertDeliveries } from './insert-deliveries.ts'
import { presentDelivery } from './present.ts'
import type { Delivery, DeliveryPath } from './schema.ts'

interface Original {
  event_id: string
  event_type: string
  payload: string
  root: string
  is_pending: boolean
}

const FIND = `
  select d.event_id, d.event_type, d.payload, coalesce(d.redelivery_of, d.id) as root, exists (
    select from webhook_deliveries p
    where p.webhook_id = d.webhook_id and p.status = 'pending' and p.event_id = d.event_id) as is_pending
  from webhook_deliveries d where d.webhook_id = ? and d.id = ?`

/**
 * Sends an event again, word for word under the same `webhook-id`, with tries of its own. 404 for a delivery of
 * another webhook, 409 while the event is still being tried.
 */
export const redeliverEvent = (ctx: Caller, { id, delivery_id }: DeliveryPath): Promise<Delivery> =>
  changingWebhook(ctx, { id, action: 'redeliver' }, async (tx, webhook) => {
    const [original] = await tx.execute<Original[]>(FIND, [id, delivery_id])
    if (!original) throw notFound('Delivery')
    requireActive(webhook)
    if (original.is_pending) throw conflict('This event is still being delivered. Wait until that has ended.')
    const delivery = {
      webhookId: id,
      eventId: original.event_id,
      eventType: original.event_type,
      payload: original.payload,
      redeliveryOf: original.root,
    }
    const [made = ''] = await insertDeliveries(tx, ctx, webhook.orgId, [delivery])
    return presentDelivery(tx, made)
  })

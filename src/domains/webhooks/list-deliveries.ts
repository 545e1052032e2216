import { feed, readFeed } from '../../database/feed.ts'
import { type Caller, requireManager } from './access.ts'
import { delivery, readWebhook } from './present.ts'
import type { Delivery, DeliveryPage, ListDeliveries } from './schema.ts'

const ofWebhook = feed<Delivery>({
  table: 'webhook_deliveries d',
  alias: 'd',
  item: delivery,
  where: 'd.webhook_id = $1',
  filters: { status: 'd.status' },
})

/** What was sent to a webhook in the last 30 days, newest first, with every attempt. Another organisation's: 404. */
export async function listDeliveries(ctx: Caller, input: ListDeliveries): Promise<DeliveryPage> {
  const { orgId } = await requireManager(ctx)
  const page = await readFeed(ctx.app.sql.within({ orgId }), ofWebhook, [input.id], { ...input })
  // What was sent was sent to a webhook.
  if (page.total === 0) await readWebhook(ctx, orgId, input.id)
  return page
}

import { transaction } from '../context.ts'
import type { Caller } from './access.ts'
import { changingWebhook } from './changing-webhook.ts'
import type { WebhookPath } from './schema.ts'

const BATCH = 5_000
const FORGET = `
  with gone as (
    delete from webhook_deliveries where id in (select id from webhook_deliveries where webhook_id = ? limit ${BATCH})
    returning 1
  )
  select count(*)::int as count from gone`

/**
 * Ends a subscription, with all that waits for it and its log. Another organisation's: 404. The log goes first and
 * piece by piece: the webhook is locked against new events for a moment only.
 */
export async function deleteWebhook(ctx: Caller, { id }: WebhookPath): Promise<void> {
  const orgId = await changingWebhook(ctx, { id, action: 'delete' }, async (_, webhook) => {
    webhook.isActive = false
    return webhook.orgId
  })
  for (let removed = BATCH; removed === BATCH; ) {
    const forget = () => transaction(ctx, (tx) => tx.execute<{ count: number }[]>(FORGET, [id]), { orgId })
    removed = (await forget())[0]?.count ?? 0
  }
  await transaction(ctx, (tx) => tx.execute('delete from webhooks where id = ?', [id]), { orgId })
}

import type { Caller } from './access.ts'
import { changingWebhook } from './changing-webhook.ts'
import { failPending } from './fail-pending.ts'
import { readWebhook } from './present.ts'
import { requireCallable } from './require-callable.ts'
import type { UpdateWebhook, Webhook } from './schema.ts'

/**
 * Changes what is sent and where to. Starting it again forgets its failures; stopping it gives up what waits.
 * Another organisation's: 404, a URL that is not called: 422.
 */
export async function updateWebhook(ctx: Caller, input: UpdateWebhook): Promise<Webhook> {
  if (input.url !== undefined) await requireCallable(ctx, input.url)
  const orgId = await changingWebhook(ctx, { id: input.id, action: 'update' }, async (tx, webhook) => {
    const { url = webhook.url, events = webhook.events, is_active: isActive = webhook.isActive } = input
    const description = input.description === undefined ? webhook.description : input.description || null
    tx.assign(webhook, { url, events, description, isActive, updatedAt: ctx.app.clock.now() })
    if (input.is_active) tx.assign(webhook, { failingSince: null, disabledReason: null })
    await tx.flush()
    if (input.is_active === false) await failPending(tx, webhook.id)
    return webhook.orgId
  })
  return readWebhook(ctx, orgId, input.id)
}

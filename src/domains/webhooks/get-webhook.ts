import { type Caller, requireManager } from './access.ts'
import { readWebhook } from './present.ts'
import type { Webhook, WebhookPath } from './schema.ts'

/** A webhook of the organisation, without its secret. Another one's: 404. */
export async function getWebhook(ctx: Caller, { id }: WebhookPath): Promise<Webhook> {
  const { orgId } = await requireManager(ctx)
  return readWebhook(ctx, orgId, id)
}

import { feed, readFeed } from '../../database/feed.ts'
import { type Caller, requireManager } from './access.ts'
import { webhook } from './present.ts'
import type { ListWebhooks, Webhook, WebhookPage } from './schema.ts'

const ofOrg = feed<Webhook>({
  table: 'webhooks w',
  alias: 'w',
  item: webhook,
  where: 'w.org_id = $1',
  filters: {},
})

/** The webhooks of the organisation, newest first. */
export async function listWebhooks(ctx: Caller, input: ListWebhooks): Promise<WebhookPage> {
  const { orgId } = await requireManager(ctx)
  return readFeed(ctx.app.sql.within({ orgId }), ofOrg, [orgId], input)
}

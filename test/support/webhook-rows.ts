import { randomUUID } from 'node:crypto'
import type { TestApp } from './app.ts'
import { execute } from './execute.ts'

/** A webhook with a delivery and an attempt, written behind the back of the API. */
export async function insertWebhookRows(app: TestApp, orgId: string, userId: string): Promise<void> {
  const [webhook, delivery] = [randomUUID(), randomUUID()]
  await execute(
    app,
    `insert into webhooks (id, org_id, url, events, secret, created_by, created_at, updated_at)
     values (?, ?, 'https://93.184.216.34/', '{listing.created}', 'x', ?, now(), now())`,
    [webhook, orgId, userId],
  )
  await execute(
    app,
    `insert into webhook_deliveries (id, org_id, webhook_id, event_id, event_type, payload, status, created_at)
     values (?, ?, ?, gen_random_uuid(), 'listing.created', '{}', 'failed', now())`,
    [delivery, orgId, webhook],
  )
  await execute(
    app,
    `insert into webhook_attempts (id, org_id, delivery_id, at, duration_ms)
     values (gen_random_uuid(), ?, ?, now(), 1)`,
    [orgId, delivery],
  )
}

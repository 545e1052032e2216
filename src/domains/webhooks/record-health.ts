import type { Services, Tx } from '../context.ts'
import type { Attempted } from './attempt-delivery.ts'
import { disableWebhook } from './disable-webhook.ts'
import { isGone, isSuccess } from './schedule.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const PATIENCE_MS = 5 * DAY_MS

interface Row {
  id: string
  url: string
  is_active: boolean
  failing_since: string | null
}

const LOCK =
  'select id, url, is_active, failing_since from webhooks where id in (?) order by id for no key update'
const SINCE = 'update webhooks set failing_since = ? where id = ?'

/** Keeps since when endpoints fail, and disables those that have for five days or are gone. */
export async function recordHealth(
  tx: Tx,
  app: Services,
  orgId: string,
  all: readonly Attempted[],
): Promise<void> {
  const asked = all.filter(({ delivery }) => delivery.is_active)
  // What succeeds at an endpoint that never failed changes nothing.
  const notable = new Set(
    asked
      .filter(({ attempt, delivery }) => !isSuccess(attempt) || delivery.failing_since !== null)
      .map(({ delivery }) => delivery.webhook_id),
  )
  if (notable.size === 0) return
  for (const webhook of await tx.execute<Row[]>(LOCK, [[...notable]])) {
    const own = asked.filter(({ delivery }) => delivery.webhook_id === webhook.id)
    if (webhook.is_active) await judge(tx, app, { ...webhook, orgId }, own)
  }
}

async function judge(
  tx: Tx,
  app: Services,
  webhook: Row & { orgId: string },
  attempts: readonly Attempted[],
): Promise<void> {
  const now = app.clock.now()
  if (attempts.some(({ attempt }) => isGone(attempt))) return disableWebhook(tx, app, webhook, 'gone')
  if (attempts.some(({ attempt }) => isSuccess(attempt))) {
    if (webhook.failing_since !== null) await tx.execute(SINCE, [null, webhook.id])
    return
  }
  if (webhook.failing_since === null) await tx.execute(SINCE, [now, webhook.id])
  else if (now.getTime() - Date.parse(webhook.failing_since) >= PATIENCE_MS)
    await disableWebhook(tx, app, webhook, 'failing')
}

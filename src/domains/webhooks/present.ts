import { isoTime } from '../../database/json.ts'
import { statement } from '../../database/sql.ts'
import type { Context, Tx } from '../context.ts'
import { missing } from './access.ts'
import type { Delivery, Webhook } from './schema.ts'

/** SQL that builds the `Webhook` of a row; `w` is `webhooks`. */
export const webhook = `json_build_object(
  'id', w.id, 'url', w.url, 'events', to_json(w.events), 'description', w.description, 'is_active', w.is_active,
  'disabled_reason', w.disabled_reason, 'failing_since', ${isoTime('w.failing_since')},
  'created_at', ${isoTime('w.created_at')}, 'updated_at', ${isoTime('w.updated_at')})`

const attempts = `(
  select coalesce(json_agg(json_build_object(
    'at', ${isoTime('a.at')}, 'status_code', a.status_code, 'duration_ms', a.duration_ms, 'error', a.error,
    'response_excerpt', a.response_excerpt) order by a.at, a.id), '[]')
  from webhook_attempts a where a.delivery_id = d.id)`

/** SQL that builds the `Delivery` of a row; `d` is `webhook_deliveries`. */
export const delivery = `json_build_object(
  'id', d.id, 'event_id', d.event_id, 'event_type', d.event_type, 'status', d.status, 'attempts', ${attempts},
  'next_attempt_at', case when d.status = 'pending' then ${isoTime('d.next_attempt_at')} end,
  'created_at', ${isoTime('d.created_at')})`

const one = statement<{ webhook: Webhook }>(
  `select ${webhook} as webhook from webhooks w where w.org_id = $1 and w.id = $2`,
)

/** A webhook of the organisation. Another one's, or none: 404. */
export async function readWebhook(ctx: Context, orgId: string, id: string): Promise<Webhook> {
  const row = await ctx.app.sql.within({ orgId }).one(one, [orgId, id])
  if (!row) throw missing()
  return row.webhook
}

/** The delivery as its own transaction leaves it. */
export async function presentDelivery(tx: Tx, id: string): Promise<Delivery> {
  const [row] = await tx.execute<{ shape: Delivery }[]>(
    `select ${delivery} as shape from webhook_deliveries d where d.id = ?`,
    [id],
  )
  if (!row) throw new Error(`${id} was written in this transaction and is not there`)
  return row.shape
}

import { conflict } from '../errors.ts'
import type { Caller } from './access.ts'
import { changingWebhook, requireActive } from './changing-webhook.ts'
import { DELIVERIES_CHANNEL } from './insert-deliveries.ts'
import type { Redelivered, RedeliverSince } from './schema.ts'

const MOST = 10_000

/** Each event once, as its newest delivery ended: while one is being tried there is no newer one. */
const REDELIVER = `
  with newest as (
    select distinct on (event_id) * from webhook_deliveries
    where webhook_id = ? and created_at >= ?::timestamptz order by event_id, created_at desc, id desc
  ), made as (
    insert into webhook_deliveries
      (id, org_id, webhook_id, event_id, event_type, payload, redelivery_of, next_attempt_at, created_at)
    select gen_random_uuid(), n.org_id, n.webhook_id, n.event_id, n.event_type, n.payload,
      coalesce(n.redelivery_of, n.id), ?::timestamptz, ?::timestamptz
    from newest n
    where n.status <> 'pending' and n.status = coalesce(?, n.status)
    limit ?
    returning id
  )
  select count(*)::int as count, pg_notify('${DELIVERIES_CHANNEL}', 'due') from made`

/** Sends the events since a time again: all of them, or those that ended in one way. More than 10,000: 409. */
export const redeliverSince = (ctx: Caller, { id, since, status }: RedeliverSince): Promise<Redelivered> =>
  changingWebhook(ctx, { id, action: 'redeliver' }, async (tx, webhook) => {
    requireActive(webhook)
    const now = ctx.app.clock.now()
    const values = [id, since, now, now, status ?? null, MOST + 1]
    const [row] = await tx.execute<{ count: number }[]>(REDELIVER, values)
    const count = row?.count ?? 0
    if (count > MOST)
      throw conflict(`These are more than ${MOST} events. Choose a later since, or only the failed ones.`)
    return { count }
  })

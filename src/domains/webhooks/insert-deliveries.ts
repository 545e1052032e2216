import { newId } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'

/** Every process listens here: what was written is due now. */
export const DELIVERIES_CHANNEL = 'gourd_deliveries'

export interface NewDelivery {
  webhookId: string
  eventId: string
  eventType: string
  payload: string
  redeliveryOf?: string
}

const INSERT = `
  with made as (
    insert into webhook_deliveries
      (id, org_id, webhook_id, event_id, event_type, payload, redelivery_of, next_attempt_at, created_at)
    select t.id, ?::uuid, t."webhookId", t."eventId", t."eventType", t.payload, t."redeliveryOf", n.at, n.at
    from jsonb_to_recordset(?::jsonb) as t (
      id uuid, "webhookId" uuid, "eventId" uuid, "eventType" text, payload text, "redeliveryOf" uuid
    ), (select ?::timestamptz as at) n
    on conflict (webhook_id, event_id) where redelivery_of is null do nothing
    returning id
  )
  select id, pg_notify('${DELIVERIES_CHANNEL}', 'due') from made`

/** Makes deliveries in an organisation, due at once, and answers their ids. One that is there is not made again. */
export async function insertDeliveries(
  tx: Tx,
  { app }: { app: Pick<Services, 'clock'> },
  orgId: string,
  deliveries: readonly NewDelivery[],
): Promise<string[]> {
  const rows = JSON.stringify(deliveries.map((delivery) => ({ id: newId(), ...delivery })))
  const made = await tx.execute<{ id: string }[]>(INSERT, [orgId, rows, app.clock.now()])
  return made.map(({ id }) => id)
}

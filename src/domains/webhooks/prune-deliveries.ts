import { statement } from '../../database/sql.ts'
import { type Services, transaction } from '../context.ts'

const KEEP_MS = 30 * 24 * 60 * 60 * 1000
const BATCH = 5_000

const orgs = statement<{ org_id: string }>('select distinct org_id from webhooks')

const REMOVE = `
  with old as (
    select d.id from webhooks w, lateral (
      select id from webhook_deliveries
      where webhook_id = w.id and created_at < ? and status <> 'pending' limit ${BATCH}) d
    where w.org_id = ? limit ${BATCH}
  ), gone as (
    delete from webhook_deliveries d using old where d.id = old.id returning 1
  )
  select count(*)::int as count from gone`

/** Forgets deliveries and their attempts a month after they were made; what still waits stays. */
export async function pruneDeliveries(app: Services): Promise<void> {
  const limit = new Date(app.clock.now().getTime() - KEEP_MS)
  for (const { org_id: orgId } of await app.sql.within({ sees: 'everything' }).all(orgs)) {
    for (let removed = BATCH; removed === BATCH; ) {
      const [row] = await transaction(
        { app },
        (tx) => tx.execute<{ count: number }[]>(REMOVE, [limit, orgId]),
        { orgId },
      )
      removed = row?.count ?? 0
    }
  }
}

import { statement } from '../../database/sql.ts'
import { type Services, transaction } from '../context.ts'

/** Longer than an attempt can take: when its process has died, another one tries again. */
const LEASE_MS = 30_000
const MOST_OF_ONE = 32

export interface Due {
  id: string
  webhook_id: string
  org_id: string
}

/** A delivery that nobody else attempts until the lease ends. */
export interface Claimed extends Due {
  event_id: string
  payload: string
  attempt_count: number
  url: string
  secret: Buffer
  previous_secret: Buffer | null
  previous_until: string | null
  is_active: boolean
  failing_since: string | null
}

/** Steps from one webhook with pending deliveries to the next: the length of their lines costs nothing. */
const due = statement<Due>(`
  with recursive lines as (
    (select webhook_id from webhook_deliveries where status = 'pending' order by webhook_id limit 1)
    union all
    select n.webhook_id from lines, lateral (
      select d.webhook_id from webhook_deliveries d
      where d.status = 'pending' and d.webhook_id > lines.webhook_id order by d.webhook_id limit 1) n
  )
  select d.id, d.webhook_id, d.org_id from lines, lateral (
    select x.id, x.webhook_id, x.org_id, x.next_attempt_at from webhook_deliveries x
    where x.webhook_id = lines.webhook_id and x.status = 'pending' and x.next_attempt_at <= $1
      and (x.leased_until is null or x.leased_until <= $1)
    order by x.next_attempt_at, x.id limit ${MOST_OF_ONE}) d
  where lines.webhook_id <> all ($2::uuid[])
  order by d.next_attempt_at, d.id limit $3::int`)

/** What is due in whatever organisation, but for the webhooks of `except`; of each a few, the oldest first. */
export const findDue = (app: Services, except: string[], limit: number): Promise<Due[]> =>
  app.sql.within({ sees: 'everything' }).all(due, [app.clock.now(), except, limit])

const CLAIM = `
  with free as (
    select id from webhook_deliveries
    where id in (?) and status = 'pending' and (leased_until is null or leased_until <= ?)
    for update skip locked
  ), claimed as (
    update webhook_deliveries d set leased_until = ? from free where d.id = free.id
    returning d.id, d.org_id, d.webhook_id, d.event_id, d.payload, d.attempt_count
  )
  select c.*, w.url, w.secret, w.previous_secret, w.previous_until, w.is_active, w.failing_since
  from claimed c join webhooks w on w.id = c.webhook_id`

/** Takes those of one organisation that nobody else has taken meanwhile. */
export function claimDue(app: Services, orgId: string, rows: readonly Due[]): Promise<Claimed[]> {
  const now = app.clock.now()
  const until = new Date(now.getTime() + LEASE_MS)
  const ids = rows.map(({ id }) => id)
  return transaction({ app }, (tx) => tx.execute<Claimed[]>(CLAIM, [ids, now, until]), { orgId })
}

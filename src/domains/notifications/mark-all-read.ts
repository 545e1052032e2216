import type { Known } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import type { MarkedRead } from './schema.ts'

/** Locked in one order: of those who mark at once each waits for the one before, and finds nothing left to mark. */
const markAll = statement<MarkedRead>(`
  with unread as materialized (
    select id from notifications where user_id = $1 and read_at is null order by id for no key update
  ), marked as (
    update notifications n set read_at = $2 from unread where n.id = unread.id returning n.id
  )
  select count(*) as marked_read from marked`)

/** Marks everything as read that the caller was told. Each notification is counted by one call alone. */
export async function markAllRead(ctx: Context & { actor: Known }): Promise<MarkedRead> {
  const row = await ctx.app.sql.one(markAll, [ctx.actor.userId, ctx.app.clock.now()])
  if (!row) throw new Error('an aggregate gave no row')
  return row
}

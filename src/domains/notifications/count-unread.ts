import type { Known } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import type { UnreadCount } from './schema.ts'

const unread = statement<UnreadCount>(
  'select count(*) as count from notifications where user_id = $1 and read_at is null',
)

/** How many notifications of the caller are unread. */
export async function countUnread(ctx: Context & { actor: Known }): Promise<UnreadCount> {
  const row = await ctx.app.sql.one(unread, [ctx.actor.userId])
  if (!row) throw new Error('an aggregate gave no row')
  return row
}

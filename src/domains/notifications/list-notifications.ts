import type { Known } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import { window } from '../../lib/paging.ts'
import type { Context } from '../context.ts'
import { notification } from './present.ts'
import type { ListNotifications, NotificationList } from './schema.ts'

const UNREAD = 'select count(*) from notifications where user_id = $1 and read_at is null'

const listStatement = (filter: string) =>
  statement<NotificationList>(`
    select (select count(*) from notifications where user_id = $1 ${filter}) as total, (${UNREAD}) as unread, (
      select coalesce(json_agg(${notification} order by n.created_at desc, n.id desc), '[]')
      from (
        select * from notifications where user_id = $1 ${filter}
        order by created_at desc, id desc limit $2::int offset $3::bigint
      ) n) as notifications`)

const statements = { all: listStatement(''), unread: listStatement('and read_at is null') }

/** A page of what the caller was told, newest first, and how many there are, all at one moment. */
export async function listNotifications(
  ctx: Context & { actor: Known },
  input: ListNotifications,
): Promise<NotificationList> {
  const list = input.unread_only ? statements.unread : statements.all
  const row = await ctx.app.sql.one(list, [ctx.actor.userId, ...window(input)])
  if (!row) throw new Error('an aggregate gave no row')
  return row
}

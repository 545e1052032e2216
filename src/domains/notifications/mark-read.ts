import type { Known } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { notification } from './present.ts'
import type { Notification, NotificationPath } from './schema.ts'

const mark = statement<{ notification: Notification }>(`
  update notifications n set read_at = coalesce(read_at, $3)
  where id = $1 and user_id = $2 returning ${notification} as notification`)

/** Marks a notification of the caller as read; reading it again changes nothing. Somebody else's: 404. */
export async function markRead(
  ctx: Context & { actor: Known },
  { id }: NotificationPath,
): Promise<Notification> {
  const row = await ctx.app.sql.one(mark, [id, ctx.actor.userId, ctx.app.clock.now()])
  if (!row) throw notFound('Notification')
  return row.notification
}

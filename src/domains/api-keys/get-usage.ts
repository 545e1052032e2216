import type { SignedIn } from '../../auth/actor.ts'
import { isoTime } from '../../database/json.ts'
import { type Statement, statement } from '../../database/sql.ts'
import { encodeCursor } from '../../lib/cursor.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { ApiKeyUsage, GetApiKeyUsage } from './schema.ts'

const DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

type Call = ApiKeyUsage['data'][number] & { id: string }

interface Row {
  is_own: boolean
  calls: Call[]
  daily: ApiKeyUsage['daily']
}

/** A key that is gone is still its owner's, if it was ever used. */
const usage = (after: string): Statement<Row> =>
  statement(`
  with page as (
    select id, action, resource, success, status_code, created_at from api_key_usage_logs
    where api_key_id = $1 and user_id = $2 ${after}
    order by created_at desc, id desc limit $4
  ), days as (
    select day, requests, failures from api_key_usage_days where api_key_id = $1 and user_id = $2 and day > $3::date
  )
  select exists (select from api_keys where id = $1 and user_id = $2)
      or exists (select from api_key_usage_days where api_key_id = $1 and user_id = $2) as is_own,
    (select coalesce(json_agg(json_build_object(
       'id', id, 'action', action, 'resource', resource, 'success', success, 'status_code', status_code,
       'created_at', ${isoTime('created_at')}
     ) order by created_at desc, id desc), '[]') from page) as calls,
    (select coalesce(json_agg(json_build_object(
       'date', day, 'requests', requests, 'failures', failures) order by day desc), '[]') from days) as daily`)

const first = usage('')
const after = usage('and (created_at, id) < ($5, $6)')

/** What was done with one of the caller's keys, newest first, also after the key is gone. Somebody else's: 404. */
export async function getUsage(
  ctx: Context & { actor: SignedIn },
  { id, cursor, per_page }: GetApiKeyUsage,
): Promise<ApiKeyUsage> {
  const { userId } = ctx.actor
  await ctx.app.keyUsage.flush()
  const since = new Date(ctx.app.clock.now().getTime() - DAYS * DAY_MS).toISOString().slice(0, 10)
  const values = [id, userId, since, per_page + 1]
  const reads = ctx.app.sql.within({ userId })
  const row = cursor
    ? await reads.one(after, [...values, cursor.at, cursor.id])
    : await reads.one(first, values)
  if (!row?.is_own) throw notFound('API key')
  return { ...pageOf(row.calls, per_page), daily: row.daily }
}

function pageOf(rows: Call[], perPage: number): Pick<ApiKeyUsage, 'data' | 'next_cursor'> {
  const shown = rows.slice(0, perPage)
  const last = shown.at(-1)
  return {
    data: shown.map(({ id: _, ...call }) => call),
    next_cursor: rows.length > perPage && last ? encodeCursor({ at: last.created_at, id: last.id }) : null,
  }
}

import type { SignedIn } from '../../auth/actor.ts'
import { type Statement, statement } from '../../database/sql.ts'
import { encodeCursor } from '../../lib/cursor.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { ApiKeyUsage, GetApiKeyUsage } from './schema.ts'

const DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

type Call = ApiKeyUsage['data'][number] & { id: string }
type Day = ApiKeyUsage['daily'][number]

/** Also true for a key that is gone, if it was ever used. */
const ownership: Statement<{ is_own: boolean }> = statement(`
  select exists (select from api_keys where id = $1 and user_id = $2)
    or exists (select from api_key_usage_days where api_key_id = $1 and user_id = $2) as is_own`)

const newestCalls = (after: string): Statement<Call> =>
  statement(`
  select id, action, resource, success, status_code, created_at from api_key_usage_logs
  where api_key_id = $1 and user_id = $2 ${after}
  order by created_at desc, id desc limit $3`)

const firstCalls = newestCalls('')
const callsAfter = newestCalls('and (created_at, id) < ($4, $5)')

const days: Statement<Day> = statement(`
  select day as date, requests, failures from api_key_usage_days
  where api_key_id = $1 and user_id = $2 and day > $3::date
  order by day desc`)

/** What was done with one of the caller's keys, newest first, also after the key is gone. Somebody else's: 404. */
export async function getUsage(
  ctx: Context & { actor: SignedIn },
  { id, cursor, per_page }: GetApiKeyUsage,
): Promise<ApiKeyUsage> {
  const { userId } = ctx.actor
  const own = [id, userId]
  await ctx.app.keyUsage.flush()
  const reads = ctx.app.sql.within({ userId })
  const owned = await reads.one(ownership, own)
  if (!owned?.is_own) throw notFound('API key')
  const rows = cursor
    ? await reads.all(callsAfter, [...own, per_page + 1, cursor.at, cursor.id])
    : await reads.all(firstCalls, [...own, per_page + 1])
  const since = new Date(ctx.app.clock.now().getTime() - DAYS * DAY_MS).toISOString().slice(0, 10)
  const daily = await reads.all(days, [...own, since])
  return { ...pageOf(rows, per_page), daily }
}

function pageOf(rows: Call[], perPage: number): Pick<ApiKeyUsage, 'data' | 'next_cursor'> {
  const shown = rows.slice(0, perPage)
  const last = shown.at(-1)
  return {
    data: shown.map(({ id: _, ...call }) => call),
    next_cursor: rows.length > perPage && last ? encodeCursor({ at: last.created_at, id: last.id }) : null,
  }
}

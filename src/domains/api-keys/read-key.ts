import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { type ApiKeyRow, KEY_COLUMNS } from './present.ts'

/** One that a rotation has ended is gone. */
const ownKey = statement<ApiKeyRow>(`
  select ${KEY_COLUMNS} from api_keys k join organisations o on o.id = k.org_id
  where k.id = $1 and k.user_id = $2 and (k.replaced_at is null or k.expires_at > $3)`)

/** The key of that id, if it is `userId`'s; else 404. */
export async function readKey(ctx: Context, id: string, userId: string): Promise<ApiKeyRow> {
  const row = await ctx.app.sql
    .within({ userId })
    .one(ownKey, [id, userId, ctx.app.clock.now().toISOString()])
  if (!row) throw notFound('API key')
  return row
}

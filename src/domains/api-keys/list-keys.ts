import type { SignedIn } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import { type ApiKeyRow, KEY_COLUMNS, presentKey } from './present.ts'
import type { ApiKey } from './schema.ts'

const ownKeys = statement<ApiKeyRow>(`
  select ${KEY_COLUMNS} from api_keys k join organisations o on o.id = k.org_id
  where k.user_id = $1 and (k.replaced_at is null or k.expires_at > $2)
  order by k.created_at desc, k.id desc`)

/** The caller's keys for whatever organisation, newest first; expired ones too, but for those a rotation ended. */
export async function listKeys(ctx: Context & { actor: SignedIn }): Promise<ApiKey[]> {
  const { userId } = ctx.actor
  const rows = await ctx.app.sql.within({ userId }).all(ownKeys, [userId, ctx.app.clock.now().toISOString()])
  return rows.map((row) => presentKey(row, ctx.app.settings))
}

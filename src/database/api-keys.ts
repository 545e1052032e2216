import type { KeyHolder } from '../auth/actor.ts'
import { type ApiKeys, isKeyOf, prefixOf } from '../auth/api-keys.ts'
import type { MemberRole } from '../auth/member-roles.ts'
import type { Plan } from '../auth/plans.ts'
import { mayGrantScope, type Scope } from '../auth/scopes.ts'
import type { Clock } from '../lib/clock.ts'
import { type Batched, statement } from './sql.ts'

interface KeyRow {
  id: string
  key_hash: string
  expires_at: string | null
  permissions: Scope[]
  user_id: string
  username: string
  is_suspended: boolean
  is_shadowed: boolean
  org_id: string
  org_role: MemberRole
  plan: Plan
  rate_limit_per_second: number | null
  rate_limit_burst_size: number | null
  default_rate_limit_per_minute: number | null
}

/** The one statement that every call with a key costs. */
const keyByPrefix = statement<KeyRow>('select * from find_api_key($1, $2)')

/** Keys stored in PostgreSQL. Nothing is remembered between two calls: what is revoked is over at the next one. */
export const createApiKeys = (sql: Batched, clock: Clock): ApiKeys => ({
  async authenticate(key) {
    const prefix = prefixOf(key)
    const row = prefix && (await sql.batched(keyByPrefix, [prefix, clock.now().toISOString()]))
    if (!row || !isKeyOf(key, row.key_hash)) return undefined
    if (row.expires_at && new Date(row.expires_at) <= clock.now()) return undefined
    return { holder: holderOf(row), isSuspended: row.is_suspended }
  },
})

const holderOf = (row: KeyRow): KeyHolder => ({
  kind: 'key',
  keyId: row.id,
  userId: row.user_id,
  username: row.username,
  orgId: row.org_id,
  orgRole: row.org_role,
  plan: row.plan,
  isShadowed: row.is_shadowed,
  // Who is no longer a moderator of the organisation has put no such scope on a key.
  scopes: row.permissions.filter((scope) => mayGrantScope(row.org_role, scope)),
  rateLimit: {
    perSecondInterval: row.rate_limit_per_second,
    burst: row.rate_limit_burst_size,
    orgDefaultPerMinute: row.default_rate_limit_per_minute,
  },
})

import { quotaOf } from '../../auth/key-quota.ts'
import type { Scope } from '../../auth/scopes.ts'
import { orgId } from '../../lib/public-id.ts'
import type { Settings } from '../context.ts'
import type { ApiKey } from './schema.ts'

/** A key as `KEY_COLUMNS` reads it. */
export interface ApiKeyRow {
  id: string
  name: string
  key_prefix: string
  permissions: Scope[]
  last_used_at: string | null
  expires_at: string | null
  rate_limit_per_second: number | null
  rate_limit_burst_size: number | null
  default_rate_limit_per_minute: number | null
  org_id: string
  created_at: string
}

/** Columns of `api_keys k` and its organisation `o`. */
export const KEY_COLUMNS = `k.id, k.name, k.key_prefix, k.permissions, k.last_used_at, k.expires_at,
  k.rate_limit_per_second, k.rate_limit_burst_size, o.default_rate_limit_per_minute, k.org_id, k.created_at`

/** A key as its owner sees it. */
export function presentKey(
  row: ApiKeyRow,
  { platformRateLimitPerMinute }: Pick<Settings, 'platformRateLimitPerMinute'>,
): ApiKey {
  const { default_rate_limit_per_minute: orgDefaultPerMinute, org_id, ...key } = row
  const quota = quotaOf(
    {
      perSecondInterval: key.rate_limit_per_second,
      burst: key.rate_limit_burst_size,
      orgDefaultPerMinute,
    },
    platformRateLimitPerMinute,
  )
  return {
    ...key,
    rate_limit: {
      limit_per_minute: Math.round(6_000_000 / quota.intervalMs) / 100,
      burst: quota.burst,
      source: quota.source,
    },
    org_id: orgId.encode(org_id),
  }
}

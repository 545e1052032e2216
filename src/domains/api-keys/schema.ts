import { z } from 'zod'
import { SCOPES } from '../../auth/scopes.ts'
import { Cursor } from '../../lib/cursor.ts'
import { orgId } from '../../lib/public-id.ts'
import { singleLine } from '../../lib/text.ts'

const MAX_INTERVAL_SECONDS = 3600
/** The last moment that four digits of a year can tell. */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

const Name = singleLine({ min: 1, max: 64 }).describe('Key label (max 64 characters)')

const Permissions = z
  .array(z.enum(SCOPES))
  .min(1, 'must name at least one scope')
  .overwrite((scopes) => [...new Set(scopes)])
  .describe('What the key can do. `reports:*` only by a moderator or owner of the organisation')

const ExpiresAt = z.iso
  .datetime({ offset: true, error: 'must be a time in ISO 8601 with its zone, like 2027-03-15T00:00:00Z' })
  .refine((text) => Date.parse(text) <= END_OF_TIME, 'must be before the year 10000')
  .describe('Expiration date (must be in the future)')

const RateLimitPerSecond = z
  .int()
  .min(1)
  .max(MAX_INTERVAL_SECONDS)
  .describe('Token replenish interval in seconds (default 1, min 1); null: no override')

const RateLimitBurstSize = z
  .int()
  .min(1)
  .max(500)
  .describe('Burst capacity (default 30, max 500); null: no override')

export const CreateApiKey = z
  .object({
    name: Name,
    permissions: Permissions,
    expires_at: ExpiresAt.nullish(),
    rate_limit_per_second: RateLimitPerSecond.nullable().default(1),
    rate_limit_burst_size: RateLimitBurstSize.nullable().default(30),
    org_id: orgId.input
      .optional()
      .describe("The organisation the key acts for; the caller's own when absent"),
  })
  .meta({ id: 'CreateApiKey' })
export type CreateApiKey = z.infer<typeof CreateApiKey>

export const ApiKeyPath = z.object({ id: z.guid().describe('The id of the key') })
export type ApiKeyPath = z.infer<typeof ApiKeyPath>

export const UpdateApiKey = ApiKeyPath.extend({
  name: Name.optional(),
  permissions: Permissions.optional(),
  expires_at: ExpiresAt.nullable().optional(),
  rate_limit_per_second: RateLimitPerSecond.nullable().optional(),
  rate_limit_burst_size: RateLimitBurstSize.nullable().optional(),
})
  .refine(
    ({ id: _, ...changes }) => Object.values(changes).some((value) => value !== undefined),
    'names no field to change',
  )
  .meta({ minProperties: 1 })
export type UpdateApiKey = z.infer<typeof UpdateApiKey>

export const RotateApiKey = ApiKeyPath.extend({
  overlap_days: z
    .int()
    .min(0)
    .max(7)
    .default(0)
    .describe('For how many days the old key goes on working; 0 ends it at once'),
})
export type RotateApiKey = z.infer<typeof RotateApiKey>

export const GetApiKeyUsage = ApiKeyPath.extend({
  cursor: Cursor.optional().describe('The `next_cursor` of the last answer'),
  per_page: z.int().min(1).max(100).default(20).describe('Calls per answer'),
})
export type GetApiKeyUsage = z.infer<typeof GetApiKeyUsage>

const RateLimit = z
  .object({
    limit_per_minute: z.number().describe('What it can do in a minute in the long run'),
    burst: z.int().describe('What it can do at once'),
    source: z.enum(['key', 'organization', 'platform']).describe('The layer that decides'),
  })
  .describe('The limit that holds for the key now')

export const ApiKey = z
  .object({
    id: z.guid(),
    name: z.string(),
    key_prefix: z.string().describe('The part of the key that may be seen'),
    permissions: z.array(z.enum(SCOPES)),
    last_used_at: z.string().nullable().describe('ISO 8601 UTC; null before its first call'),
    expires_at: z.string().nullable().describe('ISO 8601 UTC; null when it does not expire'),
    rate_limit_per_second: z.int().nullable().describe("The key's own interval in seconds"),
    rate_limit_burst_size: z.int().nullable().describe("The key's own burst"),
    rate_limit: RateLimit,
    org_id: orgId.output.describe('The organisation the key acts for'),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>

export const NewApiKey = ApiKey.omit({ last_used_at: true })
  .extend({ key: z.string().describe('The key itself. It is shown here only') })
  .meta({ id: 'NewApiKey' })
export type NewApiKey = z.infer<typeof NewApiKey>

export const RevokedApiKey = z.object({ deleted: z.literal(true) })
export type RevokedApiKey = z.infer<typeof RevokedApiKey>

export const ApiKeyUsage = z
  .object({
    data: z.array(
      z.object({
        action: z.string().describe('The operation, like `plugins.create`; `unknown` for what is none'),
        resource: z.string().describe('The path of the request, without its query'),
        success: z.boolean().describe('Whether the status is below 400'),
        status_code: z.int(),
        created_at: z.string().describe('ISO 8601 UTC'),
      }),
    ),
    next_cursor: z.string().nullable().describe('Continues after the last call; null at the end'),
    daily: z
      .array(z.object({ date: z.string(), requests: z.int(), failures: z.int() }))
      .describe('Totals of the days (UTC) with calls among the last 30, newest first'),
  })
  .meta({ id: 'ApiKeyUsage' })
export type ApiKeyUsage = z.infer<typeof ApiKeyUsage>

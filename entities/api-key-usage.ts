import { defineEntity, p } from '@mikro-orm/core'

/** A call that was made with a key. No foreign keys: the record survives the key. */
export const ApiKeyUsageEntity = defineEntity({
  name: 'ApiKeyUsage',
  tableName: 'api_key_usage_logs',
  properties: {
    apiKeyId: p.uuid().primary(),
    createdAt: p.datetime().primary(),
    id: p.uuid().primary(),
    userId: p.uuid(),
    orgId: p.uuid(),
    action: p.text(),
    resource: p.text(),
    success: p.boolean(),
    statusCode: p.integer(),
  },
})

/** The calls of a key on one UTC day. */
export const ApiKeyUsageDayEntity = defineEntity({
  name: 'ApiKeyUsageDay',
  tableName: 'api_key_usage_days',
  properties: {
    apiKeyId: p.uuid().primary(),
    day: p.date().primary(),
    userId: p.uuid(),
    orgId: p.uuid(),
    requests: p.bigint('number'),
    failures: p.bigint('number'),
  },
})

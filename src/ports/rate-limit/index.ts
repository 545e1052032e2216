import { createLocalLimiter } from './local.ts'
import { Memory } from './memory.ts'
import { createPostgresStore, type Queryable } from './postgres.ts'
import type { RateLimiter } from './rate-limit.ts'
import { createResilientLimiter, type Log } from './resilient.ts'
import { createSharedLimiter } from './shared.ts'

export type { Bucket, Quota, RateLimiter, Verdict } from './rate-limit.ts'
export { isAllowed, tightest } from './rate-limit.ts'

export type RateLimiterConfig = { kind: 'postgres' } | { kind: 'redis'; url: string }

/**
 * The configured limiter. Takes never reject and never wait for a server that is down: buckets of this process
 * take over then. `pool` should be connections of its own, so that a take never queues behind slow reads.
 */
export async function createRateLimiter(
  config: { kind: 'postgres'; pool: Queryable } | { kind: 'redis'; url: string },
  log: Log,
): Promise<RateLimiter> {
  const memory = new Memory()
  const store =
    config.kind === 'redis'
      ? // A server that limits in PostgreSQL does not load the Redis client.
        await import('./redis.ts').then(({ createRedisStore }) => createRedisStore(config))
      : createPostgresStore(config.pool)
  const shared = createSharedLimiter({ store, memory })
  // The first request need not wait for a connection.
  await shared.check().catch(() => {})
  return createResilientLimiter({
    shared,
    local: createLocalLimiter(memory),
    log,
  })
}

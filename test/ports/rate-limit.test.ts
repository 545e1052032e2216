import pg from 'pg'
import { describe } from 'vitest'
import { createRateLimiter, type RateLimiter } from '../../src/ports/rate-limit/index.ts'
import { createLocalLimiter } from '../../src/ports/rate-limit/local.ts'
import { createTestDatabase } from '../support/database.ts'
import { type LimitersUnderTest, rateLimitContract } from './rate-limit.contract.ts'

const redisUrl = process.env.REDIS_URL
const complain = (details: object): never => {
  throw new Error('a limiter fell back to its own buckets', { cause: details })
}
const log = { info: complain, warn: complain }

async function inPostgres(): Promise<LimitersUnderTest> {
  const database = await createTestDatabase()
  const pools = [1, 2, 3].map(() => new pg.Pool({ connectionString: database.url, max: 2 }))
  const limiters = await Promise.all(pools.map((pool) => createRateLimiter({ kind: 'postgres', pool }, log)))
  return {
    limiters: limiters as [RateLimiter, ...RateLimiter[]],
    async close() {
      await Promise.all(limiters.map((limiter) => limiter.close()))
      await Promise.all(pools.map((pool) => pool.end()))
      await database.drop()
    },
  }
}

async function inRedis(): Promise<LimitersUnderTest> {
  const url = redisUrl as string
  const limiters = await Promise.all([1, 2, 3].map(() => createRateLimiter({ kind: 'redis', url }, log)))
  return {
    limiters: limiters as [RateLimiter, ...RateLimiter[]],
    close: async () => void (await Promise.all(limiters.map((limiter) => limiter.close()))),
  }
}

rateLimitContract('this process', async () => ({ limiters: [createLocalLimiter()], close: async () => {} }))
rateLimitContract('PostgreSQL', inPostgres)
describe.skipIf(!redisUrl)('with a real Redis', () => rateLimitContract('Redis', inRedis))

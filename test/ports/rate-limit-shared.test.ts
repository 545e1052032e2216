import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RateLimiter } from '../../src/ports/rate-limit/index.ts'
import { createLocalLimiter } from '../../src/ports/rate-limit/local.ts'
import { Memory } from '../../src/ports/rate-limit/memory.ts'
import { createPostgresStore } from '../../src/ports/rate-limit/postgres.ts'
import { createRedisStore } from '../../src/ports/rate-limit/redis.ts'
import { createSharedLimiter } from '../../src/ports/rate-limit/shared.ts'
import type { BucketStore, Demand } from '../../src/ports/rate-limit/store.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { HOUR, newKey, perHour, takeOne } from './rate-limit.contract.ts'

const redisUrl = process.env.REDIS_URL
const PER_MINUTE = { burst: 6400, intervalMs: HOUR }

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 4 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

stores('PostgreSQL', async () => createPostgresStore(pool))
describe.skipIf(!redisUrl)('with a real Redis', () =>
  stores('Redis', () => createRedisStore({ url: redisUrl as string })),
)

function stores(name: string, open: () => Promise<BucketStore>): void {
  describe(`a limiter over ${name}`, () => {
    const opened: { close(): Promise<void> }[] = []
    afterEach(async () => {
      for (const limiter of opened.splice(0)) await limiter.close()
    })

    /** One process: a limiter, and what it has asked of the store. */
    async function process(now?: () => number) {
      const store = await open()
      const asked: Demand[][] = []
      const takeEach: BucketStore['takeEach'] = (demands) => {
        asked.push([...demands])
        return store.takeEach(demands)
      }
      const limiter = createSharedLimiter({
        store: { ...store, takeEach },
        memory: new Memory({ now }),
        timeoutMs: 5000,
      })
      opened.push(limiter)
      return { limiter, asked }
    }

    it('asks once for all requests that come meanwhile', async () => {
      const { limiter, asked } = await process()
      const keys = Array.from({ length: 20 }, () => newKey())
      await Promise.all(keys.flatMap((key) => [1, 2, 3].map(() => takeOne(limiter, key, perHour(5)))))
      expect(asked).toHaveLength(2)
    })

    it('asks no more for a bucket that is empty, until it has a token', async () => {
      const { limiter, asked } = await process()
      const key = newKey()
      const quota = { burst: 2, intervalMs: 300 }
      for (let index = 0; index < 50; index++) await takeOne(limiter, key, quota)
      expect(asked.length).toBeLessThanOrEqual(3)
      await sleep(330)
      expect((await takeOne(limiter, key, quota)).allowed).toBe(true)
    })

    it('asks seldom for a caller that keeps coming while there is plenty', async () => {
      const { limiter, asked } = await process()
      const key = newKey()
      for (let index = 0; index < 1000; index++) {
        const verdict = await takeOne(limiter, key, PER_MINUTE)
        expect([verdict.allowed, verdict.remaining]).toEqual([true, 6399 - index])
      }
      expect(asked.length).toBeLessThan(40)
      const ahead = asked.map(([demand]) => demand?.spare ?? 0)
      expect(ahead[0]).toBe(0)
    })

    it('loses at most one token in 64 when a process dies', async () => {
      const [dying, other] = [await process(), await process()]
      const key = newKey()
      const quota = perHour(640)
      let used = 0
      for (; used < 20; used++) await takeOne(dying.limiter, key, quota)
      let rest = 0
      while ((await takeOne(other.limiter, key, quota)).allowed) rest++
      expect(used + rest).toBeLessThanOrEqual(640)
      expect(used + rest).toBeGreaterThanOrEqual(630)
    })

    it('gives back what it took ahead when it closes', async () => {
      const [leaving, other] = [await process(), await process()]
      const key = newKey()
      for (let index = 0; index < 50; index++) await takeOne(leaving.limiter, key, PER_MINUTE)
      expect(leaving.asked.length).toBeLessThan(50)
      await leaving.limiter.close()
      opened.splice(opened.indexOf(leaving.limiter), 1)
      expect((await takeOne(other.limiter, key, PER_MINUTE)).remaining).toBe(6400 - 51)
    })

    it('gives back what it took ahead when nobody comes for it', async () => {
      const [one, other] = [await process(), await process()]
      const key = newKey()
      for (let index = 0; index < 50; index++) await takeOne(one.limiter, key, PER_MINUTE)
      await vi.waitFor(() => expect(one.asked.at(-1)?.[0]?.wanted).toBeLessThan(0), {
        timeout: 5000,
        interval: 50,
      })
      expect((await takeOne(other.limiter, key, PER_MINUTE)).remaining).toBe(6400 - 51)
      expect((await takeOne(one.limiter, key, PER_MINUTE)).remaining).toBe(6400 - 52)
    })

    it('never uses tokens from before its bucket could have become full', async () => {
      let micros = 0
      const { limiter, asked } = await process(() => micros)
      const [key, quota] = [newKey(), { burst: 6400, intervalMs: 1000 }]
      for (let index = 0; index < 4; index++) await takeOne(limiter, key, quota)
      const before = asked.length
      const [last] = asked.at(-1) ?? []
      expect(last?.spare).toBeGreaterThan(0)
      // To the store no time has passed; to this process far more than it takes to fill what it took.
      micros += 60e6
      await takeOne(limiter, key, quota)
      expect(asked.length).toBe(before + 1)
    })

    it('goes by the clock of the store, however those of the processes differ', async () => {
      const steady = () => performance.now() * 1000
      const clocks = [steady, () => steady() + 3600e6, () => steady() + 1e15]
      const limiters = await Promise.all(clocks.map(async (clock) => (await process(clock)).limiter))
      const key = newKey()
      const quota = { burst: 30, intervalMs: 60_000 }
      const verdicts = await Promise.all(
        Array.from({ length: 90 }, (_, index) => takeOne(limiters[index % 3] as RateLimiter, key, quota)),
      )
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(30)
      const refused = verdicts.filter(({ allowed }) => !allowed)
      const inHalfAnHour = Date.now() / 1000 + 30 * 60
      for (const { resetAt, retryAfter } of refused) {
        expect(Math.abs(resetAt - inHalfAnHour)).toBeLessThan(5)
        expect(Math.abs(retryAfter - 58)).toBeLessThan(5)
      }
    })

    it('refuses in its turn what does not come back in time, with all who wait behind it', async () => {
      const store = await open()
      const memory = new Memory()
      const silent = createSharedLimiter({
        store: { ...store, takeEach: () => new Promise(() => {}) },
        memory,
        timeoutMs: 50,
      })
      opened.push(silent)
      const answers = await Promise.allSettled([1, 2, 3].map(() => takeOne(silent, newKey(), perHour(1))))
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    })
  })
}

describe('a take that waits for another in PostgreSQL', () => {
  it('goes by the time when its turn comes, and gives nothing away', async () => {
    const [client, store] = [await pool.connect(), createPostgresStore(pool)]
    const demand = { key: newKey(), rate: { burst: 5, interval: 2_000_000 }, wanted: 5, spare: 0 }
    try {
      await client.query('begin')
      const first = createPostgresStore(client)
      await first.takeEach([{ ...demand, wanted: 0 }])
      const waiting = store.takeEach([demand])
      await sleep(1000)
      expect((await first.takeEach([demand])).grants[0]?.granted).toBe(5)
      await client.query('commit')
      expect((await waiting).grants[0]?.granted).toBe(0)
      const now = await store.takeEach([demand])
      expect(now.grants[0]?.fullIn).toBeGreaterThan(10_000_000 - 700_000)
      await first.close()
    } finally {
      client.release(true)
      await store.close()
    }
  })
})

describe('buckets that are full again', () => {
  it('are deleted from the table, and those in use are not', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const limiter = createSharedLimiter({ store: createPostgresStore(pool), memory: new Memory() })
    try {
      const [full, used] = [newKey(), newKey()]
      await takeOne(limiter, full, { burst: 5, intervalMs: 1 })
      await takeOne(limiter, used, perHour(5))
      await sleep(20)
      await vi.advanceTimersByTimeAsync(80_000)
      const keys = () =>
        pool.query('select key from rate_limits where key in ($1, $2)', [full, used]).then(({ rows }) => rows)
      await vi.waitFor(async () => expect(await keys()).toEqual([{ key: used }]), { timeout: 5000 })
    } finally {
      vi.useRealTimers()
      await limiter.close()
    }
  })
})

describe('buckets of one process', () => {
  it('stay within their memory: the least recently used are forgotten', async () => {
    const memory = new Memory({ capacity: 100 })
    const limiter = createLocalLimiter(memory)
    await takeOne(limiter, 'kept', perHour(1000))
    for (let index = 0; index < 1000; index++) {
      await takeOne(limiter, newKey(), perHour(1))
      if (index % 50 === 0) await takeOne(limiter, 'kept', perHour(1000))
    }
    expect(memory.size).toBe(100)
    expect((await takeOne(limiter, 'kept', perHour(1000))).remaining).toBe(1000 - 22)
  })
})

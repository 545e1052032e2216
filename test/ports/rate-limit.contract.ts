import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAllowed, type Quota, type RateLimiter, tightest } from '../../src/ports/rate-limit/index.ts'

/** Limiters over the same buckets, as several processes have them. */
export interface LimitersUnderTest {
  limiters: [RateLimiter, ...RateLimiter[]]
  close(): Promise<void>
}

export const HOUR = 3_600_000
export const perHour = (burst: number): Quota => ({ burst, intervalMs: HOUR })
export const newKey = (kind = 'ip'): string => `${kind}:${randomUUID()}`

/** Takes one token from one bucket. */
export const takeOne = async (limiter: RateLimiter, key: string, quota: Quota) => {
  const [verdict] = await limiter.take([{ key, quota }])
  if (!verdict) throw new Error('a bucket that was asked has a verdict')
  return verdict
}

/** What every limiter does. */
export function rateLimitContract(name: string, open: () => Promise<LimitersUnderTest>): void {
  describe(`rate limits in ${name}`, () => {
    let under: LimitersUnderTest
    beforeAll(async () => {
      under = await open()
    })
    afterAll(() => under.close())
    const limiter = () => under.limiters[0]
    const take = (key: string, quota: Quota) => takeOne(limiter(), key, quota)

    it('lets a burst through and then refuses, counting down', async () => {
      const key = newKey()
      const verdicts = []
      for (let index = 0; index < 5; index++) verdicts.push(await take(key, perHour(3)))
      expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false])
      expect(verdicts.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0])
      expect(verdicts.map(({ limit }) => limit)).toEqual([3, 3, 3, 3, 3])
    })

    it('says when the bucket is full again and when the next token comes', async () => {
      const key = newKey()
      const first = await take(key, { burst: 2, intervalMs: 10_000 })
      const second = await take(key, { burst: 2, intervalMs: 10_000 })
      const refused = await take(key, { burst: 2, intervalMs: 10_000 })
      const now = Date.now() / 1000
      expect(first.resetAt - now).toBeGreaterThan(8)
      expect(first.resetAt - now).toBeLessThanOrEqual(11)
      expect(second.resetAt - now).toBeGreaterThan(18)
      expect(second.resetAt - now).toBeLessThanOrEqual(21)
      expect([first.retryAfter, second.retryAfter]).toEqual([0, 0])
      expect(refused.retryAfter).toBeGreaterThanOrEqual(9)
      expect(refused.retryAfter).toBeLessThanOrEqual(10)
      expect(refused.resetAt).toBe(second.resetAt)
    })

    it('never says to retry after less than a second', async () => {
      const key = newKey()
      const quota = { burst: 1, intervalMs: 200 }
      await take(key, quota)
      expect(await take(key, quota)).toMatchObject({ allowed: false, retryAfter: 1 })
    })

    it('gains one token each interval, and never more than the burst', async () => {
      const key = newKey()
      const quota = { burst: 2, intervalMs: 400 }
      await Promise.all([take(key, quota), take(key, quota)])
      expect((await take(key, quota)).allowed).toBe(false)
      await pause(450)
      expect([(await take(key, quota)).allowed, (await take(key, quota)).allowed]).toEqual([true, false])
      await pause(1700)
      const later = await Promise.all(Array.from({ length: 6 }, () => take(key, quota)))
      expect(later.filter(({ allowed }) => allowed)).toHaveLength(2)
    })

    it('keeps fractions of milliseconds: 100,000 per minute is a token each 0.6 ms', async () => {
      const key = newKey()
      const quota = { burst: 100, intervalMs: 0.6 }
      const drained = await Promise.all(Array.from({ length: 100 }, () => take(key, quota)))
      expect(isAllowed(drained)).toBe(true)
      await pause(70)
      const again = await Promise.all(Array.from({ length: 100 }, () => take(key, quota)))
      // One token may have been taken ahead, and have run out before the next answer of a slow store.
      expect(again.filter(({ allowed }) => allowed).length).toBeGreaterThanOrEqual(99)
    })

    it('keeps keys apart, also odd ones', async () => {
      const odd = ['\0', '\ud800', '', ' ', '🔑', "'; drop table rate_limits; --", 'x'.repeat(100_000)]
      const base = randomUUID()
      for (const key of odd) expect((await take(base + key, perHour(1))).allowed).toBe(true)
      for (const key of odd.slice(1)) expect((await take(base + key, perHour(1))).allowed).toBe(false)
    })

    it('admits exactly the burst of 200 at once', async () => {
      const key = newKey()
      const verdicts = await Promise.all(Array.from({ length: 200 }, () => take(key, perHour(50))))
      const allowed = verdicts.filter((each) => each.allowed)
      expect(allowed).toHaveLength(50)
      expect(allowed.map(({ remaining }) => remaining).sort((a, b) => b - a)).toEqual(
        Array.from({ length: 50 }, (_, index) => 49 - index),
      )
    })

    it.each([50, 1000])('admits exactly a burst of %i through several limiters at once', async (burst) => {
      const key = newKey()
      const verdicts = await Promise.all(
        Array.from({ length: burst * 3 }, async (_, index) => {
          await pause(index % 40)
          return takeOne(under.limiters[index % under.limiters.length] as RateLimiter, key, perHour(burst))
        }),
      )
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(burst)
    })

    it('admits exactly what several limiters take one by one', async () => {
      const key = newKey()
      const allowed = await Promise.all(
        under.limiters.map(async (each) => {
          let count = 0
          while ((await takeOne(each, key, perHour(700))).allowed) count++
          return count
        }),
      )
      const total = allowed.reduce((sum, each) => sum + each, 0)
      // The one that is done first leaves nothing in hand; the others have used what they took ahead.
      expect(total).toBe(700)
    })

    it('takes from all buckets or from none', async () => {
      const [address, sign] = [newKey('ip'), newKey('auth')]
      const both = [
        { key: address, quota: perHour(10) },
        { key: sign, quota: perHour(2) },
      ]
      const answers = []
      for (let index = 0; index < 5; index++) answers.push(await limiter().take(both))
      expect(answers.map(isAllowed)).toEqual([true, true, false, false, false])
      expect(answers.at(-1)?.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
        [true, 8],
        [false, 0],
      ])
      expect((await take(address, perHour(10))).remaining).toBe(7)
      expect(tightest(answers[0] ?? [])).toMatchObject({ limit: 2, remaining: 1 })
      expect(tightest(answers.at(-1) ?? [])).toMatchObject({ limit: 2, remaining: 0, allowed: false })
    })

    it('takes from all or from none under a race of several limiters', async () => {
      const [a, b, c] = [newKey('a'), newKey('b'), newKey('c')]
      const of = (key: string, burst: number) => ({ key, quota: perHour(burst) })
      const asks = [
        [of(a, 40), of(b, 30)],
        [of(c, 20), of(a, 40)],
        [of(b, 30), of(c, 20)],
      ]
      const answers = await Promise.all(
        Array.from({ length: 240 }, async (_, index) => {
          const buckets = asks[index % 3] ?? []
          const verdicts = await (under.limiters[index % under.limiters.length] as RateLimiter).take(buckets)
          return isAllowed(verdicts) ? buckets.map(({ key }) => key) : []
        }),
      )
      const taken = answers.flat()
      const left = await Promise.all(
        [of(a, 40), of(b, 30), of(c, 20)].map(async ({ key, quota }) => {
          const used = taken.filter((each) => each === key).length
          const { allowed, remaining } = await take(key, quota)
          return { left: quota.burst - used, said: allowed ? remaining + 1 : 0 }
        }),
      )
      expect(left.map(({ said }) => said)).toEqual(left.map(({ left }) => left))
      expect(left.filter(({ left }) => left === 0).length).toBeGreaterThanOrEqual(2)
    })

    it('asks of no bucket nothing', async () => {
      expect(await limiter().take([])).toEqual([])
      expect(tightest([])).toBeUndefined()
    })

    it('follows a changed quota at once, in both directions', async () => {
      const key = newKey('key')
      const slow = { burst: 2, intervalMs: 1000 * HOUR }
      await take(key, slow)
      await take(key, slow)
      expect((await take(key, slow)).allowed).toBe(false)
      const quick = { burst: 4, intervalMs: 100 }
      const changed = await take(key, quick)
      expect(changed.limit).toBe(4)
      expect(changed.resetAt - Date.now() / 1000).toBeLessThan(3)
      await pause(500)
      expect((await take(key, quick)).allowed).toBe(true)
      expect((await take(key, { burst: 100, intervalMs: 1000 })).limit).toBe(100)
    })

    it('bears quotas beyond all measure', async () => {
      for (const quota of [
        { burst: 500, intervalMs: 2_147_483_647_000 },
        { burst: 1, intervalMs: Number.MAX_SAFE_INTEGER },
        { burst: 1_000_000, intervalMs: 0.0001 },
        { burst: 0, intervalMs: 1000 },
      ]) {
        const verdict = await take(newKey(), quota)
        expect(verdict.allowed).toBe(true)
        expect(Number.isSafeInteger(verdict.resetAt)).toBe(true)
      }
    })

    it('says that it works', async () => {
      await limiter().check()
    })
  })
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

import { bounded, type Rate, rateOf, tokensOf, verdictOf } from './gcra.ts'
import { Memory } from './memory.ts'
import type { Bucket, RateLimiter, Verdict } from './rate-limit.ts'

/** Buckets of this process alone, in bounded memory. Goes on from what `memory` knows of shared ones. */
export function createLocalLimiter(memory = new Memory()): RateLimiter {
  return {
    take: async (buckets) => takeLocally(memory, buckets),
    check: async () => {},
    close: async () => {},
  }
}

function takeLocally(memory: Memory, buckets: readonly Bucket[]): Verdict[] {
  const now = memory.now()
  const asked = buckets.map(({ key, quota }) => {
    const rate = rateOf(quota)
    return { key, rate, fullIn: fullIn(memory, key, rate, now) }
  })
  const allowed = asked.every(({ rate, fullIn }) => tokensOf(rate, fullIn) >= 1)
  return asked.map(({ key, rate, fullIn }) => {
    const left = allowed ? fullIn + rate.interval : fullIn
    memory.set(key, { rate, fullAt: now + left, heardAt: now, held: 0, spare: 0 })
    return verdictOf(rate, left, memory.epoch(now), allowed || tokensOf(rate, fullIn) >= 1)
  })
}

function fullIn(memory: Memory, key: string, rate: Rate, now: number): number {
  const known = memory.get(key)
  return known ? bounded(rate, known.fullAt - known.held * known.rate.interval - now) : 0
}

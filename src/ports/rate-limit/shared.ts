import { rateOf } from './gcra.ts'
import { storable } from './key.ts'
import { answerFromMemory } from './known.ts'
import type { Memory } from './memory.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { BucketStore } from './store.ts'
import { createEachLane } from './take-each.ts'
import { createTogetherLane } from './take-together.ts'
import { within } from './within.ts'

/** A take that is never refused. Nobody waits for it, so that it may take its time, to connect for instance. */
const CHECK = { key: 'check', rate: { burst: 1_000_000, interval: 1 }, wanted: 1, spare: 0 }
const CHECK_MS = 1000

export interface SharedOptions {
  store: BucketStore
  memory: Memory
  /** How long the store may take to answer. */
  timeoutMs?: number
}

/**
 * The limiter over buckets in a store. Exact, and asks seldom: requests that come while the store is being asked
 * go into one next question, what is known to be empty is not asked for, and callers that keep coming while there
 * is plenty get tokens ahead. Rejects when the store fails or does not answer in time.
 */
export function createSharedLimiter({ store, memory, timeoutMs = 500 }: SharedOptions): RateLimiter {
  const bounded: BucketStore = {
    takeEach: (demands) => within(timeoutMs, store.takeEach(demands)),
    takeTogether: (buckets) => within(timeoutMs, store.takeTogether(buckets)),
    close: () => store.close(),
  }
  const each = createEachLane(bounded, memory)
  const together = createTogetherLane(bounded, memory)

  return {
    async take(buckets) {
      const asked = buckets.map(({ key, quota }) => ({ key: storable(key), rate: rateOf(quota) }))
      const known = answerFromMemory(memory, asked)
      if (known) return known
      const [only] = asked
      if (!only) return []
      return asked.length === 1 ? [await each.take(only)] : together.take(asked)
    },
    async check() {
      await within(CHECK_MS, store.takeEach([CHECK]))
    },
    async close() {
      await each.close()
      await together.idle()
      await store.close()
    },
  }
}

import { isSameRate, tokensOf, verdictOf } from './gcra.ts'
import { answerFromMemory, type RatedKey } from './known.ts'
import { createLane } from './lane.ts'
import type { Memory } from './memory.ts'
import type { Verdict } from './rate-limit.ts'
import type { BucketStore, Grant } from './store.ts'

interface Request {
  asked: readonly RatedKey[]
  resolve(verdicts: Verdict[]): void
  reject(error: unknown): void
}

/** Takes from several buckets at once, all or nothing: few requests need it, so they are asked one by one. */
export function createTogetherLane(store: BucketStore, memory: Memory) {
  let waiting: Request[] = []
  const lane = createLane(() => waiting.length > 0, step)

  async function step(): Promise<void> {
    const request = waiting.shift() as Request
    // The one before may have emptied the bucket.
    const known = answerFromMemory(memory, request.asked)
    if (known) return request.resolve(known)
    try {
      request.resolve(await ask(store, memory, request.asked))
    } catch (error) {
      const failed = [request, ...waiting]
      waiting = []
      for (const { reject } of failed) reject(error)
    }
  }

  return {
    take: (asked: readonly RatedKey[]): Promise<Verdict[]> =>
      new Promise((resolve, reject) => {
        waiting.push({ asked, resolve, reject })
        lane.wake()
      }),
    idle: lane.idle,
  }
}

async function ask(store: BucketStore, memory: Memory, asked: readonly RatedKey[]): Promise<Verdict[]> {
  const sentAt = memory.now()
  const { now, grants } = await store.takeTogether(asked)
  memory.tune(now, sentAt)
  return asked.map(({ key, rate }, index) => {
    const { granted, fullIn } = grants[index] as Grant
    const known = memory.get(key)
    const { held, spare } = known && isSameRate(known.rate, rate) ? known : { held: 0, spare: 0 }
    memory.set(key, { rate, fullAt: sentAt + fullIn, heardAt: sentAt, held, spare })
    const hasToken = granted > 0 || tokensOf(rate, fullIn) >= 1
    return verdictOf(rate, fullIn, memory.epoch(sentAt), hasToken)
  })
}

import { isSameRate, verdictOf } from './gcra.ts'
import { answerFromMemory, type RatedKey } from './known.ts'
import { createLane } from './lane.ts'
import type { Memory } from './memory.ts'
import type { Verdict } from './rate-limit.ts'
import { spareFor, takeIdle } from './spare.ts'
import type { BucketStore, Demand, Grant } from './store.ts'

interface Waiter {
  resolve(verdict: Verdict): void
  reject(error: unknown): void
}

interface Line extends RatedKey {
  waiters: Waiter[]
}

/** At most so many keys in one question. */
const WIDTH = 500
/** How often it is looked whether tokens in hand lie idle. */
const SWEEP_MS = 500

/** Takes of one token from one bucket each, in groups: all that wait go to the store in one question. */
export function createEachLane(store: BucketStore, memory: Memory) {
  let waiting = new Map<string, Line>()
  const holders = new Set<string>()
  let sweep: NodeJS.Timeout | undefined
  const lane = createLane(() => waiting.size > 0, step)

  async function step(): Promise<void> {
    const lines = nextLines().filter((line) => !serveFromMemory(memory, line))
    if (lines.length === 0) return
    const sentAt = memory.now()
    try {
      const { now, grants } = await store.takeEach(lines.map((line) => demandOf(memory, line, sentAt)))
      memory.tune(now, sentAt)
      for (const [index, line] of lines.entries()) settle(line, grants[index] as Grant, sentAt)
    } catch (error) {
      // Who waits behind a store that does not answer need not find that out one after the other.
      const failed = [...lines, ...waiting.values()].flatMap(({ waiters }) => waiters)
      waiting = new Map()
      for (const { reject } of failed) reject(error)
    }
  }

  function nextLines(): Line[] {
    const lines = [...waiting.values()].slice(0, WIDTH)
    if (lines.length === waiting.size) waiting = new Map()
    else for (const { key } of lines) waiting.delete(key)
    return lines
  }

  function settle({ key, rate, waiters }: Line, { granted, fullIn }: Grant, sentAt: number): void {
    const held = Math.max(0, granted - waiters.length)
    const spare = granted < waiters.length ? 0 : spareFor(memory.get(key), waiters.length, sentAt)
    memory.set(key, { rate, fullAt: sentAt + fullIn, heardAt: sentAt, held, spare })
    if (held > 0) hold(key)
    // Each of the group gets the numbers that taking one by one would have given.
    waiters.forEach(({ resolve }, index) => {
      const later = Math.max(0, granted - 1 - index)
      resolve(verdictOf(rate, fullIn - later * rate.interval, memory.epoch(sentAt), index < granted))
    })
  }

  function hold(key: string): void {
    holders.add(key)
    sweep ??= setInterval(() => void giveBack(), SWEEP_MS).unref()
  }

  async function giveBack(all = false): Promise<void> {
    const back = takeIdle(memory, holders, all)
    if (holders.size === 0) {
      clearInterval(sweep)
      sweep = undefined
    }
    if (back.length === 0) return
    const demands = back.map(({ key, known, tokens }) => ({
      key,
      rate: known.rate,
      wanted: -tokens,
      spare: 0,
    }))
    // Lost when it fails: then some callers get a few tokens less than there were.
    await store.takeEach(demands).catch(() => {})
  }

  return {
    take: (asked: RatedKey): Promise<Verdict> =>
      new Promise((resolve, reject) => {
        const line = waiting.get(asked.key)
        if (line && isSameRate(line.rate, asked.rate)) line.waiters.push({ resolve, reject })
        else waiting.set(asked.key, { ...asked, waiters: [...(line?.waiters ?? []), { resolve, reject }] })
        lane.wake()
      }),
    async close(): Promise<void> {
      await lane.idle()
      await giveBack(true)
    },
  }
}

function demandOf(memory: Memory, { key, rate, waiters }: Line, now: number): Demand {
  const wanted = waiters.length
  return { key, rate, wanted, spare: spareFor(memory.get(key), wanted, now) }
}

/** While it waited, the answer may have become known. True when nobody of the line waits any longer. */
function serveFromMemory(memory: Memory, line: Line): boolean {
  while (line.waiters.length > 0) {
    const [verdict] = answerFromMemory(memory, [line]) ?? []
    if (!verdict) return false
    line.waiters.shift()?.resolve(verdict)
  }
  return true
}

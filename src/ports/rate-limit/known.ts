import { bounded, isSameRate, type Rate, tokensOf, verdictOf } from './gcra.ts'
import type { Known, Memory } from './memory.ts'
import type { Verdict } from './rate-limit.ts'

export interface RatedKey {
  key: string
  rate: Rate
}

/** An empty bucket is not believed empty for longer without asking: somebody may have cleared it. */
const BELIEVED = 5e6

/**
 * Answers without the store what needs no asking: a request whose bucket is known to be empty until later is
 * refused, and one whose token is already in hand is allowed. Both are what the store would have said.
 */
export function answerFromMemory(memory: Memory, asked: readonly RatedKey[]): Verdict[] | undefined {
  const now = memory.now()
  const known = asked.map(({ key, rate }) => sameRate(memory.get(key), rate))
  const [first] = known
  if (asked.length === 1 && first && hasInHand(first, now)) {
    first.held--
    return [verdictOf(first.rate, fullInOf(first, now), memory.epoch(now), true)]
  }
  if (!known.some((each) => each && isEmpty(each, now))) return undefined
  return asked.map(({ rate }, index) => {
    const each = known[index]
    return verdictOf(rate, each ? fullInOf(each, now) : 0, memory.epoch(now), !each || !isEmpty(each, now))
  })
}

/** A changed quota makes what is known worthless: only the store can say what its bucket holds now. */
const sameRate = (known: Known | undefined, rate: Rate): Known | undefined =>
  known && isSameRate(known.rate, rate) ? known : undefined

/**
 * Tokens taken ahead are good until the bucket could have become full: from then on an exact bucket would have
 * run over, and they would be too many.
 */
export const hasInHand = ({ held, fullAt }: Known, now: number): boolean => held > 0 && now < fullAt

const fullInOf = ({ rate, fullAt, held }: Known, now: number): number =>
  bounded(rate, fullAt - held * rate.interval - now)

const isEmpty = (known: Known, now: number): boolean =>
  now - known.heardAt < BELIEVED && tokensOf(known.rate, fullInOf(known, now)) < 1

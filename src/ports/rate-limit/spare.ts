import type { Known, Memory } from './memory.ts'

/** µs that tokens taken ahead should last; who comes back sooner takes more ahead, who comes later fewer. */
const SOON = 250_000
const LATE = 1_000_000
const MOST = 256

/**
 * How many tokens to take ahead for a caller that needs `wanted` now: none for one that comes rarely, soon a
 * quarter of a second's worth for one that keeps coming, so that not every request costs a round trip.
 */
export function spareFor(known: Known | undefined, wanted: number, now: number): number {
  if (!known) return 0
  const since = now - known.heardAt
  if (since < SOON) return Math.min(MOST, known.spare * 2 + wanted)
  return since < LATE ? known.spare >> 1 : 0
}

/** Tokens in hand that nobody has used for this long (µs) go back. */
const IDLE = 1_000_000
/** Too close to running over, they are dropped instead: giving them back late would be giving too many. */
const MARGIN = 50_000

/** The tokens in hand, by key, that should go back now (all of them when `all`); they are no longer in hand then. */
export function takeIdle(
  memory: Memory,
  holders: Set<string>,
  all = false,
): { key: string; known: Known; tokens: number }[] {
  const now = memory.now()
  return [...holders].flatMap((key) => {
    const known = memory.get(key)
    if (known && known.held > 0 && !all && now - known.heardAt < IDLE) return []
    holders.delete(key)
    if (!known || known.held === 0) return []
    const tokens = known.held
    known.held = 0
    if (known.fullAt - now <= MARGIN) return []
    known.fullAt -= tokens * known.rate.interval
    return [{ key, known, tokens }]
  })
}

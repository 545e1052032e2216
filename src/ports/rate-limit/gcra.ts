import type { Quota, Verdict } from './rate-limit.ts'

/**
 * The generic cell rate algorithm: of a bucket only the moment is kept at which it will be full again.
 * Each token taken moves that moment one interval away. All times are whole microseconds, so that nothing is rounded.
 */
export interface Rate {
  burst: number
  interval: number
}

/** Beyond it (126 years) sums of times would no longer be exact numbers. */
const LONGEST = 4e15

/** A quota as all stores reckon with it: at least one token, at least one microsecond. */
export function rateOf({ burst, intervalMs }: Quota): Rate {
  const tokens = Math.max(1, Math.floor(burst))
  const interval = Math.max(1, Math.round(intervalMs * 1000))
  return { burst: tokens, interval: Math.min(interval, Math.floor(LONGEST / tokens)) }
}

export const isSameRate = (a: Rate, b: Rate): boolean => a.burst === b.burst && a.interval === b.interval

/** A bucket that would be full in `fullIn` µs; with less than none or more than all of its tokens after a change of quota. */
export const bounded = ({ burst, interval }: Rate, fullIn: number): number =>
  Math.min(Math.max(fullIn, 0), burst * interval)

/** How many tokens there are. */
export const tokensOf = (rate: Rate, fullIn: number): number =>
  Math.floor((rate.burst * rate.interval - bounded(rate, fullIn)) / rate.interval)

/** What to answer when a bucket, after the taking, will be full in `fullIn` µs; `epoch` is now since 1970, in µs. */
export function verdictOf(rate: Rate, fullIn: number, epoch: number, allowed: boolean): Verdict {
  const left = bounded(rate, fullIn)
  const nextIn = left - (rate.burst - 1) * rate.interval
  return {
    allowed,
    limit: rate.burst,
    remaining: tokensOf(rate, left),
    resetAt: Math.ceil((epoch + left) / 1e6),
    retryAfter: allowed ? 0 : Math.max(1, Math.ceil(nextIn / 1e6)),
  }
}

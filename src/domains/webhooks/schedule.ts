import type { Attempt } from '../../ports/webhook-sender/webhook-sender.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The pause after each failed attempt; after the last one there is none. */
const PAUSES = [5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR]
const LONGEST_WISH = 24 * HOUR

export interface Verdict {
  status: 'pending' | 'succeeded' | 'failed'
  nextAttemptAt: Date | null
}

/** Only 2xx is a success: a redirect is followed by nobody. */
export const isSuccess = ({ statusCode }: Attempt): boolean =>
  statusCode !== null && statusCode >= 200 && statusCode < 300

/** "Gone": the receiver wants nothing any more. */
export const isGone = ({ statusCode }: Attempt): boolean => statusCode === 410

/** What becomes of a delivery after its attempt number `count`, which ended at `now`. */
export function verdictOf(attempt: Attempt, count: number, now: Date): Verdict {
  if (isSuccess(attempt)) return { status: 'succeeded', nextAttemptAt: null }
  const pause = PAUSES[count - 1]
  if (pause === undefined || isGone(attempt)) return { status: 'failed', nextAttemptAt: null }
  const wish = Math.min(wishedPause(attempt.retryAfter, now), LONGEST_WISH)
  return { status: 'pending', nextAttemptAt: new Date(now.getTime() + Math.max(pause, wish)) }
}

/** `Retry-After` in milliseconds: seconds or an HTTP date. 0 for anything else. */
function wishedPause(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0
  const text = retryAfter.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime())
}

/** Holds `burst` tokens and gains one each `intervalMs` milliseconds. N per minute: burst N, 60000 / N. */
export interface Quota {
  burst: number
  intervalMs: number
}

/** `key` names who is limited (`ip:203.0.113.7`, `key:<uuid>`), `quota` what its bucket holds from now on. */
export interface Bucket {
  key: string
  quota: Quota
}

/** What one bucket said, in the numbers of the `X-RateLimit-*` headers. */
export interface Verdict {
  allowed: boolean
  /** What the bucket holds when it is full. */
  limit: number
  remaining: number
  /** The Unix second at which it is full again. */
  resetAt: number
  /** Seconds until the next token: at least 1 when refused, else 0. */
  retryAfter: number
}

/** Token buckets (GCRA) that all processes share. */
export interface RateLimiter {
  /**
   * Takes one token from each bucket, or none at all when one of them is empty. The verdicts are in the order of
   * `buckets`; the request is allowed when `isAllowed` says so.
   */
  take(buckets: readonly Bucket[]): Promise<Verdict[]>
  /** Rejects when the shared buckets cannot be reached. Takes go on all the same, see `createRateLimiter`. */
  check(): Promise<void>
  close(): Promise<void>
}

export const isAllowed = (verdicts: readonly Verdict[]): boolean => verdicts.every(({ allowed }) => allowed)

/** The verdict that the headers show: the refusal that lasts longest, else the bucket with the fewest tokens left. */
export const tightest = (verdicts: readonly Verdict[]): Verdict | undefined =>
  verdicts.reduce<Verdict | undefined>(
    (best, each) => (best && !isTighter(each, best) ? best : each),
    undefined,
  )

const isTighter = (a: Verdict, b: Verdict): boolean =>
  a.allowed !== b.allowed
    ? !a.allowed
    : a.retryAfter !== b.retryAfter
      ? a.retryAfter > b.retryAfter
      : a.remaining < b.remaining

/** What limits a key, as it is stored; `null` leaves it to the next layer. */
export interface KeyLimits {
  /** The key's own: seconds between two tokens. */
  perSecondInterval: number | null
  /** The key's own: how many tokens its bucket holds. */
  burst: number | null
  /** The default of its organisation. */
  orgDefaultPerMinute: number | null
}

/** The bucket of a key, and which layer it comes from. */
export interface KeyQuota {
  intervalMs: number
  burst: number
  source: 'key' | 'organization' | 'platform'
}

const MINUTE_MS = 60_000

/**
 * The key's override, else its organisation's default, else the platform's. N per minute hold N and refill evenly.
 * Where a key overrides only one of its two numbers, the other is the next layer's.
 */
export function quotaOf(limits: KeyLimits, platformPerMinute: number): KeyQuota {
  const { perSecondInterval, burst, orgDefaultPerMinute } = limits
  const perMinute = orgDefaultPerMinute ?? platformPerMinute
  return {
    intervalMs: perSecondInterval === null ? MINUTE_MS / perMinute : perSecondInterval * 1000,
    burst: burst ?? perMinute,
    source: sourceOf(limits),
  }
}

function sourceOf({ perSecondInterval, burst, orgDefaultPerMinute }: KeyLimits): KeyQuota['source'] {
  if (perSecondInterval !== null || burst !== null) return 'key'
  return orgDefaultPerMinute === null ? 'platform' : 'organization'
}

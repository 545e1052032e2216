import { describe, expect, it } from 'vitest'
import { type KeyLimits, quotaOf } from '../../src/auth/key-quota.ts'

const limits = (overrides: Partial<KeyLimits>): KeyLimits => ({
  perSecondInterval: null,
  burst: null,
  orgDefaultPerMinute: null,
  ...overrides,
})

describe('the quota of a key', () => {
  it.each([
    [{}, { intervalMs: 100, burst: 600, source: 'platform' }],
    [{ orgDefaultPerMinute: 120 }, { intervalMs: 500, burst: 120, source: 'organization' }],
    [
      { perSecondInterval: 1, burst: 30 },
      { intervalMs: 1000, burst: 30, source: 'key' },
    ],
    [
      { perSecondInterval: 1, burst: 30, orgDefaultPerMinute: 9 },
      { intervalMs: 1000, burst: 30, source: 'key' },
    ],
    [
      { perSecondInterval: 4, orgDefaultPerMinute: 9 },
      { intervalMs: 4000, burst: 9, source: 'key' },
    ],
    [{ burst: 5 }, { intervalMs: 100, burst: 5, source: 'key' }],
    [
      { burst: 5, orgDefaultPerMinute: 60 },
      { intervalMs: 1000, burst: 5, source: 'key' },
    ],
  ] as const)('of %j is %j', (overrides, quota) => {
    expect(quotaOf(limits(overrides), 600)).toEqual(quota)
  })
})

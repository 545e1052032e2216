import pg from 'pg'
import { createRateLimiter, type Quota } from '../../src/ports/rate-limit/index.ts'

export interface Taken {
  /** Between these two it was decided: ms since 1970. */
  askedAt: number
  answeredAt: number
  allowed: boolean
}

/** One server process reduced to its limiter: takes when its parent says so, and tells whether it was allowed. */
const [, , kind, url = '', key = '', quota = ''] = process.argv
const bucket = { key, quota: JSON.parse(quota) as Quota }
const log = {
  info: () => {},
  warn: () => {
    // A limiter that limits by itself would be measured in the wrong place.
    process.exit(1)
  },
}
const limiter = await createRateLimiter(
  kind === 'redis'
    ? { kind, url }
    : { kind: 'postgres', pool: new pg.Pool({ connectionString: url, max: 2, idleTimeoutMillis: 0 }) },
  log,
)
process.on('message', async () => {
  const askedAt = now()
  const [verdict] = await limiter.take([bucket])
  process.send?.({ askedAt, answeredAt: now(), allowed: verdict?.allowed } as Taken)
})
const now = () => performance.timeOrigin + performance.now()
process.on('disconnect', () => process.exit(0))
process.send?.('ready')

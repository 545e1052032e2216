import type { RateLimiter } from './rate-limit.ts'

export interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

export interface ResilientOptions {
  shared: RateLimiter
  /** Takes over while `shared` fails. */
  local: RateLimiter
  log: Log
  /** ms until the first look whether it is back, and at most between two looks. */
  pause?: { first: number; most: number }
}

/**
 * Never rejects: when the shared limiter fails, the local one answers, this take and all that follow, without
 * waiting, until a look in the background finds the shared one back. Each outage is logged once, as is its end.
 */
export function createResilientLimiter({
  shared,
  local,
  log,
  pause = { first: 100, most: 5000 },
}: ResilientOptions): RateLimiter {
  let isDown = false
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  function takeOver(error: unknown): void {
    if (isDown || isClosed) return
    isDown = true
    log.warn(
      { err: error },
      'The shared rate limits cannot be reached; this process limits by itself until then.',
    )
    lookAfter(pause.first, Date.now())
  }

  function lookAfter(ms: number, since: number): void {
    timer = setTimeout(async () => {
      const isBack = await shared.check().then(
        () => true,
        () => false,
      )
      if (isClosed) return
      if (!isBack) return lookAfter(Math.min(ms * 2, pause.most), since)
      isDown = false
      log.info({ seconds: Math.round((Date.now() - since) / 1000) }, 'The shared rate limits are back.')
    }, ms).unref()
  }

  return {
    async take(buckets) {
      if (isDown) return local.take(buckets)
      try {
        return await shared.take(buckets)
      } catch (error) {
        takeOver(error)
        return local.take(buckets)
      }
    },
    check: () => shared.check(),
    async close() {
      isClosed = true
      clearTimeout(timer)
      await shared.close()
      await local.close()
    },
  }
}

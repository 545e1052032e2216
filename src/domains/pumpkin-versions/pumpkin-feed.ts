import { setTimeout as pause } from 'node:timers/promises'
import type { ReleaseFeed } from '../../ports/release-feed/release-feed.ts'
import type { Services } from '../context.ts'
import { refreshVersions } from './refresh-versions.ts'

type App = Pick<Services, 'orm' | 'clock' | 'jobs' | 'log'>

/** Asks the feed, once at a time in this process and, by the claim in the database, in all of them. */
export interface PumpkinFeed {
  /**
   * Refreshes what is older than `after` (ms), and resolves when that is done or has taken `patience` (ms), whoever
   * began it. Never rejects: a feed that fails is logged.
   */
  refresh(app: App, options: { after: number; patience?: number }): Promise<void>
  /** Gives up what is being asked. */
  close(): Promise<void>
}

export function createPumpkinFeed(feed: ReleaseFeed): PumpkinFeed {
  let running: { since: number; done: Promise<void> } | undefined
  let isClosed = false

  async function attempt(app: App, after: number): Promise<void> {
    try {
      await refreshVersions(app, feed, after)
    } catch (err) {
      if (isClosed) return
      app.log.warn({ err }, 'The releases of Pumpkin could not be refreshed; the known ones are served.')
    } finally {
      running = undefined
    }
  }

  return {
    async refresh(app, { after, patience }) {
      running ??= { since: performance.now(), done: attempt(app, after) }
      const { since, done } = running
      await (patience === undefined ? done : atMost(since + patience - performance.now(), done))
    },
    async close() {
      isClosed = true
      feed.close()
      await running?.done
    },
  }
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const enough = new AbortController()
  const timer = pause(Math.max(0, ms), undefined, { signal: enough.signal }).catch(() => {})
  await Promise.race([work, timer])
  enough.abort()
}

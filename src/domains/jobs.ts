import { releaseAllStaleClaims } from './claims/index.ts'
import type { Services } from './context.ts'
import { dispatchEvents, pruneEvents } from './events/index.ts'
import { scanFile, tendQuarantine } from './files/index.ts'
import { deleteUnusedIcon } from './icons/index.ts'
import { requestReset } from './identity/index.ts'
import { moderateListing } from './listings/index.ts'
import { deliverMail } from './mail/index.ts'
import { pruneMailTokens } from './mail-tokens/index.ts'
import { pruneNotifications } from './notifications/index.ts'
import { foldLiveCounts } from './platform/index.ts'
import {
  indexListings,
  indexPlugins,
  rebuildListingSearch,
  rebuildSearch,
  tendSearch,
} from './search/index.ts'
import { subscribers } from './subscribers.ts'
import { pruneDeliveries } from './webhooks/index.ts'

const MINUTE = 60
const DAY = 24 * 60 * MINUTE

/** Who does which kind of job. */
export function registerJobs(app: Services): void {
  const { jobs } = app
  jobs.work('dispatch-events', (job) => dispatchEvents(app, job, subscribers), { merge: true })
  jobs.work('moderate-listing', ({ payload }) => moderateListing(app, payload), { concurrency: 2 })
  jobs.work('scan-file', ({ payload, signal }) => scanFile(app, payload, signal), { concurrency: 2 })
  jobs.work('tend-quarantine', () => tendQuarantine(app), { everySeconds: 60 * MINUTE })
  jobs.work('send-mail', (job) => deliverMail(app, job.payload), { concurrency: 2 })
  jobs.work('request-reset', ({ id, payload }) => requestReset(app, { id, ...payload }), { concurrency: 2 })
  jobs.work('delete-object', ({ payload }) => app.storage.delete(payload.storageKey))
  jobs.work('delete-unused-icon', ({ payload }) => deleteUnusedIcon(app, payload))
  jobs.work('prune-sessions', () => app.sessions.prune(), { everySeconds: DAY })
  jobs.work('prune-mail-tokens', async () => void (await pruneMailTokens(app)), { everySeconds: DAY })
  jobs.work('prune-events', async () => void (await pruneEvents(app)), { everySeconds: DAY })
  jobs.work('prune-notifications', async () => void (await pruneNotifications(app)), { everySeconds: DAY })
  jobs.work('prune-deliveries', () => pruneDeliveries(app), { everySeconds: DAY })
  jobs.work('release-stale-claims', () => releaseAllStaleClaims(app), {
    everySeconds: 10 * MINUTE,
  })
  jobs.work('refresh-pumpkin-versions', () => app.pumpkinFeed.refresh(app, { after: 5 * MINUTE * 1000 }), {
    everySeconds: 60 * MINUTE,
  })
  jobs.work('index-plugins', (job) => indexPlugins(app, job), { merge: true })
  jobs.work('index-listings', (job) => indexListings(app, job), { merge: true })
  jobs.work('rebuild-search', () => rebuildSearch(app), { merge: true })
  jobs.work('rebuild-listing-search', () => rebuildListingSearch(app), { merge: true })
  jobs.work('tend-search', () => tendSearch(app), { everySeconds: MINUTE })
  jobs.work('fold-live-counts', () => foldLiveCounts(app), { everySeconds: MINUTE })
}

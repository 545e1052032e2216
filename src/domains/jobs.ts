import { releaseStaleClaims } from './binaries/index.ts'
import type { Services } from './context.ts'
import { dispatchEvents, pruneEvents } from './events/index.ts'
import { requestReset } from './identity/index.ts'
import { deliverMail } from './mail/index.ts'
import { pruneMailTokens } from './mail-tokens/index.ts'

const MINUTE = 60
const DAY = 24 * 60 * MINUTE

/** Who does which kind of job. */
export function registerJobs(app: Services): void {
  const { jobs } = app
  jobs.work('dispatch-events', (job) => dispatchEvents(app, job), { merge: true })
  jobs.work('send-mail', (job) => deliverMail(app, job.payload), { concurrency: 2 })
  jobs.work('request-reset', ({ id, payload }) => requestReset(app, { id, ...payload }), { concurrency: 2 })
  jobs.work('prune-sessions', () => app.sessions.prune(), { everySeconds: DAY })
  jobs.work('prune-mail-tokens', async () => void (await pruneMailTokens(app)), { everySeconds: DAY })
  jobs.work('prune-events', async () => void (await pruneEvents(app)), { everySeconds: DAY })
  jobs.work('release-stale-claims', async () => void (await releaseStaleClaims(app)), {
    everySeconds: 10 * MINUTE,
  })
}

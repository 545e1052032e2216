import type { ReleaseFeed } from '../../ports/release-feed/release-feed.ts'
import { type Services, transaction } from '../context.ts'
import { storeReleases } from './store-releases.ts'
import { usableReleases } from './usable-releases.ts'

type App = Pick<Services, 'orm' | 'clock' | 'jobs' | 'log'>

/** How long (ms) a feed that failed, or whose asker was killed, is left alone. Longer than an attempt can take. */
const PAUSE = 5 * 60 * 1000

const CLAIM = `
  update pumpkin_feed set asked_at = ?
  where asked_at is null or asked_at <= ? or (asked_at <= ? and answered_at is distinct from asked_at)
  returning etag`

/**
 * Asks the feed when it was last asked more than `after` ms ago, or failed five minutes ago, and stores what it says.
 * Whoever moves the moment in the database asks; nobody else does. Rejects when the feed fails.
 */
export async function refreshVersions(app: App, feed: ReleaseFeed, after: number): Promise<void> {
  const now = app.clock.now()
  const before = (ms: number) => new Date(now.getTime() - ms)
  const [claim] = await transaction({ app }, (tx) => tx.execute(CLAIM, [now, before(after), before(PAUSE)]))
  if (!claim) return
  const answer = await feed.read(claim.etag ?? undefined)
  const releases = answer.kind === 'releases' ? usableReleases(answer.releases) : undefined
  await transaction({ app }, async (tx) => {
    // An answer that comes after somebody else's must not put back what is older.
    const done = 'update pumpkin_feed set answered_at = asked_at where asked_at = ? returning id'
    const [isOurs] = await tx.execute(done, [now])
    if (!isOurs || answer.kind === 'unchanged') return
    await tx.execute('update pumpkin_feed set etag = ?', [answer.etag ?? null])
    if (releases?.length) await storeReleases(tx, app, releases)
  })
  if (releases?.length === 0) {
    app.log.warn({}, 'The feed of Pumpkin names no release with a semantic version; the known ones are kept.')
  }
}

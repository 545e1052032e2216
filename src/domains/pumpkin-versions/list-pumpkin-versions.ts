import type { Context } from '../context.ts'
import { readVersions } from './read-versions.ts'
import type { PumpkinVersion } from './schema.ts'

/** How long (ms) an answer of the feed is good. */
const GOOD_FOR = 60 * 60 * 1000
/** How long (ms) the very first one is waited for. */
const PATIENCE = 1000

/**
 * The known versions of Pumpkin, newest first. What is older than an hour is answered all the same, and refreshed in
 * the background; only while the feed has never answered do readers wait for it, a second at most.
 */
export async function listPumpkinVersions({ app }: Context): Promise<PumpkinVersion[]> {
  const { versions, answeredAt } = await readVersions(app)
  if (answeredAt && app.clock.now().getTime() - answeredAt.getTime() < GOOD_FOR) return [...versions]
  const refreshing = app.pumpkinFeed.refresh(app, { after: GOOD_FOR, patience: PATIENCE })
  if (answeredAt) return [...versions]
  await refreshing
  return [...(await readVersions(app)).versions]
}

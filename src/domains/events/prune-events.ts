import { OutboxEventEntity } from '../../../entities/index.ts'
import type { Services } from '../context.ts'

const KEEP_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

/** Forgets events that everybody was told of long ago. */
export async function pruneEvents(app: Pick<Services, 'orm' | 'clock'>): Promise<number> {
  const limit = new Date(app.clock.now().getTime() - KEEP_DAYS * DAY_MS)
  return app.orm.em.fork().nativeDelete(OutboxEventEntity, { dispatchedAt: { $lt: limit } })
}

import { NotificationEntity } from '../../../entities/index.ts'
import type { Services } from '../context.ts'

const KEEP_DAYS = 180
const DAY_MS = 24 * 60 * 60 * 1000

/** Forgets notifications that were read half a year ago. What nobody has read stays. */
export async function pruneNotifications(app: Pick<Services, 'orm' | 'clock'>): Promise<number> {
  const limit = new Date(app.clock.now().getTime() - KEEP_DAYS * DAY_MS)
  return app.orm.em.fork().nativeDelete(NotificationEntity, { readAt: { $lt: limit } })
}

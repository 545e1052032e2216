import { MailTokenEntity } from '../../../entities/index.ts'
import type { Services } from '../context.ts'

/** Forgets tokens that have expired. */
export async function pruneMailTokens(app: Pick<Services, 'orm' | 'clock'>): Promise<number> {
  return app.orm.em.fork().nativeDelete(MailTokenEntity, { expiresAt: { $lte: app.clock.now() } })
}

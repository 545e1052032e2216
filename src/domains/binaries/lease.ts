import { BinaryEntity } from '../../../entities/index.ts'
import type { Services } from '../context.ts'

type App = Pick<Services, 'orm' | 'clock' | 'storage' | 'log'>

/** How often a claim says that its upload goes on; far below the time after which it counts as left behind. */
const RENEW_EVERY_MS = 60_000

/** Renews a claim while its object is written, however long that takes. Returns how to stop. */
export function keepClaim(app: App, id: string): () => void {
  const renew = () =>
    renewClaim(app, id).catch((err) =>
      app.log.warn({ err, binary: id }, 'an upload could not renew its claim'),
    )
  const timer = setInterval(renew, RENEW_EVERY_MS)
  return () => clearInterval(timer)
}

/** False when the claim is not ours any more. */
const renewClaim = async (app: App, id: string): Promise<boolean> =>
  (await app.orm.em
    .fork()
    .nativeUpdate(BinaryEntity, { id, storedAt: null }, { claimedAt: app.clock.now() })) === 1

/** Gives an unfinished claim back with its object; the place stays taken until the object is gone. */
export async function releaseClaim(app: App, id: string, storageKey: string): Promise<void> {
  if (!(await renewClaim(app, id))) return
  await app.storage.delete(storageKey)
  await app.orm.em.fork().nativeDelete(BinaryEntity, { id, storedAt: null })
}

import type { Services } from '../context.ts'
import { type Claim, type ClaimTable, keepClaim, releaseClaim } from './lease.ts'

type App = Pick<Services, 'orm' | 'clock' | 'storage' | 'log'>

export interface CheckedFile {
  path: string
  size: number
  contentType: string
  sha256: string
}

/**
 * Writes the object of a claim and lets `finish` make its row visible. The claim is renewed as long as that takes;
 * when either fails, place and object are given back.
 */
export async function writeClaimed<T>(
  app: App,
  table: ClaimTable,
  claim: Claim,
  file: CheckedFile,
  finish: () => Promise<T>,
): Promise<T> {
  const stopKeeping = keepClaim(app, table, claim)
  try {
    await app.storage.put(claim.storageKey, file)
    return await finish()
  } catch (error) {
    await releaseClaim(app, table, claim).catch((err) =>
      app.log.error({ err, storage_key: claim.storageKey }, 'a failed upload could not be cleaned up yet'),
    )
    throw error
  } finally {
    stopKeeping()
  }
}

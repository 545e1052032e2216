import { BinaryEntity, newId } from '../../../entities/index.ts'
import type { Services } from '../context.ts'
import { releaseStaleClaims } from './release-stale-claims.ts'

type App = Pick<Services, 'orm' | 'clock' | 'storage' | 'log'>

export interface NewClaim {
  versionId: string
  platform: BinaryEntity['platform']
  fileName: string
  fileSize: number
  sha256: string
  storageKey: string
  contentType: string
}

/**
 * Takes the one place of a platform for an object that is about to be written. Resolves with the claim's id, or
 * undefined when the place is taken. What a killed process left behind is cleared first.
 */
export async function claimPlatform(app: App, claim: NewClaim): Promise<string | undefined> {
  const first = await insertClaim(app, claim)
  if (first) return first
  const released = await releaseStaleClaims(app, claim)
  return released > 0 ? insertClaim(app, claim) : undefined
}

async function insertClaim(app: App, { versionId, sha256, ...file }: NewClaim): Promise<string | undefined> {
  const id = newId()
  const { affectedRows } = await app.orm.em
    .fork()
    .createQueryBuilder(BinaryEntity)
    .insert({ ...file, id, version: versionId, checksumSha256: sha256, claimedAt: app.clock.now() })
    .onConflict(['version', 'platform'])
    .ignore()
    .execute<{ affectedRows: number }>('run')
  return affectedRows === 1 ? id : undefined
}

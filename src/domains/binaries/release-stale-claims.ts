import { releaseStaleClaims as release } from '../claims/index.ts'
import type { Services } from '../context.ts'

/**
 * Gives back the places that killed processes have claimed and removes their objects: all of them, or that of one
 * platform of a version. Resolves with how many.
 */
export const releaseStaleClaims = (
  app: Pick<Services, 'orm' | 'clock' | 'storage' | 'log'>,
  only?: { versionId: string; platform: string },
): Promise<number> =>
  release(app, 'binaries', only && { version_id: only.versionId, platform: only.platform })

import type { Services } from '../context.ts'
import { releaseClaim } from './lease.ts'

/** Running uploads renew their claims each minute: after so long the process of a claim is gone. */
const STALE_AFTER_MS = 10 * 60_000

/** A new id takes a claim away from a process that comes back after all. */
const TAKE_OVER = `
  update binaries set id = gen_random_uuid(), claimed_at = ?
  where stored_at is null and claimed_at < ? and (?::uuid is null or (version_id = ?::uuid and platform = ?))
  returning id, storage_key`

/**
 * Gives back the claims that killed processes left behind and removes their objects: all of them, or those of one
 * platform of a version. Resolves with how many. One that fails is logged and comes up again ten minutes later.
 */
export async function releaseStaleClaims(
  app: Pick<Services, 'orm' | 'clock' | 'storage' | 'log'>,
  only?: { versionId: string; platform: string },
): Promise<number> {
  const now = app.clock.now()
  const versionId = only?.versionId ?? null
  const stale = await app.orm.em
    .fork()
    .execute<{ id: string; storage_key: string }[]>(TAKE_OVER, [
      now,
      new Date(now.getTime() - STALE_AFTER_MS),
      versionId,
      versionId,
      only?.platform ?? null,
    ])
  let released = 0
  for (const { id, storage_key } of stale) {
    try {
      await releaseClaim(app, id, storage_key)
      released += 1
    } catch (err) {
      app.log.error({ err, storage_key }, 'an upload that was left behind could not be removed')
    }
  }
  return released
}

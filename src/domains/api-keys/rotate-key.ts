import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { conflict } from '../errors.ts'
import { changingOwnKey } from './changing-own-key.ts'
import { insertKey } from './insert-key.ts'
import { forgetEndedKeys, requireRoomForOverlap } from './limits.ts'
import { lockMembership } from './membership.ts'
import { presentNewKey } from './present-new-key.ts'
import type { NewApiKey, RotateApiKey } from './schema.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Puts a new key in the place of one of the caller's, with the same name, scopes, limits and expiry. The old one works
 * for `overlap_days` longer, but not beyond its own expiry. Somebody else's: 404, replaced or expired: 409.
 */
export async function rotateKey(
  ctx: Context & { actor: SignedIn },
  { id, overlap_days }: RotateApiKey,
): Promise<NewApiKey> {
  const now = ctx.app.clock.now()
  const made = await changingOwnKey(ctx, id, async (tx, old) => {
    const { userId, orgId, name, permissions, expiresAt, rateLimitPerSecond, rateLimitBurstSize } = old
    if (expiresAt && expiresAt <= now) {
      throw conflict('This key has expired. Give it a later expires_at first, or create a new key.')
    }
    await lockMembership(tx, old, permissions)
    if (overlap_days > 0) await requireRoomForOverlap(tx, userId, now)
    const end = new Date(now.getTime() + overlap_days * DAY_MS)
    tx.assign(old, { replacedAt: now, expiresAt: expiresAt && expiresAt < end ? expiresAt : end })
    await tx.flush()
    await forgetEndedKeys(tx, userId, now)
    return insertKey(tx, {
      userId,
      orgId,
      name,
      permissions,
      expiresAt,
      rateLimitPerSecond,
      rateLimitBurstSize,
      createdAt: now,
    })
  })
  return presentNewKey(ctx, made)
}

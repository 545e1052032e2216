import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { changingOwnKey, type OwnKey } from './changing-own-key.ts'
import { expiryOf } from './expiry.ts'
import { getKey } from './get-key.ts'
import { lockMembership } from './membership.ts'
import type { ApiKey, UpdateApiKey } from './schema.ts'

/**
 * Changes what is named of one of the caller's keys; `null` clears. Holds for the key's next call. Somebody else's:
 * 404, a scope the caller cannot give: 403, one that was replaced: 409.
 */
export async function updateKey(ctx: Context & { actor: SignedIn }, input: UpdateApiKey): Promise<ApiKey> {
  const changes = changesOf(ctx, input)
  await changingOwnKey(ctx, input.id, async (tx, key) => {
    if (input.permissions) await lockMembership(tx, key, input.permissions)
    tx.assign(key, changes)
  })
  return getKey(ctx, input)
}

function changesOf(ctx: Context, input: UpdateApiKey): Partial<OwnKey> {
  const changes = {
    name: input.name,
    permissions: input.permissions,
    expiresAt: input.expires_at === undefined ? undefined : expiryOf(ctx, input.expires_at),
    rateLimitPerSecond: input.rate_limit_per_second,
    rateLimitBurstSize: input.rate_limit_burst_size,
  }
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

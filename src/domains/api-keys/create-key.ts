import type { SignedIn } from '../../auth/actor.ts'
import { orgId as publicOrgId } from '../../lib/public-id.ts'
import { type Context, transaction } from '../context.ts'
import { requireOrg } from '../organisations/index.ts'
import { expiryOf } from './expiry.ts'
import { insertKey } from './insert-key.ts'
import { lockKeysOf, requireRoomForKey } from './limits.ts'
import { lockMembership } from './membership.ts'
import { presentNewKey } from './present-new-key.ts'
import type { CreateApiKey, NewApiKey } from './schema.ts'

/**
 * Makes a key for an organisation of the caller; the answer is the only one that shows it. 404 for an organisation of
 * others, 403 for a scope that the caller cannot give, 409 at the limit.
 */
export async function createKey(ctx: Context & { actor: SignedIn }, input: CreateApiKey): Promise<NewApiKey> {
  const { userId } = ctx.actor
  const expiresAt = expiryOf(ctx, input.expires_at)
  const { orgId } = await requireOrg({ ...ctx, orgHeader: input.org_id && publicOrgId.encode(input.org_id) })
  const made = await transaction(
    ctx,
    async (tx) => {
      await lockKeysOf(tx, userId)
      await lockMembership(tx, { orgId, userId }, input.permissions)
      await requireRoomForKey(tx, userId)
      return insertKey(tx, {
        userId,
        orgId,
        name: input.name,
        permissions: input.permissions,
        expiresAt,
        rateLimitPerSecond: input.rate_limit_per_second,
        rateLimitBurstSize: input.rate_limit_burst_size,
        createdAt: ctx.app.clock.now(),
      })
    },
    { orgId },
  )
  return presentNewKey(ctx, made)
}

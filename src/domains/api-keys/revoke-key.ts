import { ApiKeyEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { notFound } from '../errors.ts'
import { lockKeysOf } from './limits.ts'
import { readKey } from './read-key.ts'
import type { ApiKeyPath, RevokedApiKey } from './schema.ts'

/** Ends one of the caller's keys for good, from its next call on. Somebody else's: 404. Its usage stays. */
export async function revokeKey(
  ctx: Context & { actor: SignedIn },
  { id }: ApiKeyPath,
): Promise<RevokedApiKey> {
  const { userId } = ctx.actor
  const { org_id: orgId } = await readKey(ctx, id, userId)
  await transaction(
    ctx,
    async (tx) => {
      await lockKeysOf(tx, userId)
      const deleted = await tx.nativeDelete(ApiKeyEntity, { id, userId })
      if (deleted === 0) throw notFound('API key')
    },
    { orgId },
  )
  return { deleted: true }
}

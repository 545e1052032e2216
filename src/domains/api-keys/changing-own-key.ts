import { ApiKeyEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import type { Scope } from '../../auth/scopes.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import { lockKeysOf } from './limits.ts'
import { readKey } from './read-key.ts'

/** A key of the caller that is not replaced, and nobody else changes it. */
export type OwnKey = ApiKeyEntity & { permissions: Scope[] }

/**
 * Runs `work` in a transaction with one of the caller's keys. Somebody else's: 404. One that a rotation has replaced
 * stays as it is until it ends: 409.
 */
export async function changingOwnKey<T>(
  ctx: Context & { actor: SignedIn },
  id: string,
  work: (tx: Tx, key: OwnKey) => Promise<T>,
): Promise<T> {
  const { userId } = ctx.actor
  const { org_id: orgId } = await readKey(ctx, id, userId)
  return transaction(
    ctx,
    async (tx) => {
      await lockKeysOf(tx, userId)
      const key = await tx.findOne(ApiKeyEntity, { id, userId })
      if (!key) throw notFound('API key')
      if (key.replacedAt)
        throw conflict('This key has been replaced by another one. Change that one instead.')
      return work(tx, key as OwnKey)
    },
    { orgId },
  )
}

import { ApiKeyEntity, newId } from '../../../entities/index.ts'
import { makeKey } from '../../auth/api-keys.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import type { Tx } from '../context.ts'

/** What a key is, but for what makes it one. */
export type KeyFields = Pick<
  ApiKeyEntity,
  | 'userId'
  | 'orgId'
  | 'name'
  | 'permissions'
  | 'expiresAt'
  | 'rateLimitPerSecond'
  | 'rateLimitBurstSize'
  | 'createdAt'
>

export interface InsertedKey {
  id: string
  /** Nobody can know it later. */
  key: string
}

const ATTEMPTS = 5

/** Stores a new key. Of 4 billion prefixes one may be taken: then another is tried. */
export async function insertKey(tx: Tx, fields: KeyFields): Promise<InsertedKey> {
  for (let attempt = 1; ; attempt += 1) {
    const { key, prefix, hash } = makeKey()
    const id = newId()
    try {
      await tx.transactional((inner) =>
        inner.insert(ApiKeyEntity, { ...fields, id, keyPrefix: prefix, keyHash: hash }),
      )
      return { id, key }
    } catch (error) {
      if (violatedConstraint(error) !== 'api_keys_prefix_unique' || attempt === ATTEMPTS) throw error
    }
  }
}

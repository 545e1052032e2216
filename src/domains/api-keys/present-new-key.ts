import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { getKey } from './get-key.ts'
import type { InsertedKey } from './insert-key.ts'
import type { NewApiKey } from './schema.ts'

/** A key that was just made, with the key itself. */
export async function presentNewKey(
  ctx: Context & { actor: SignedIn },
  { id, key }: InsertedKey,
): Promise<NewApiKey> {
  const { last_used_at: _, ...shown } = await getKey(ctx, { id })
  return { ...shown, key }
}

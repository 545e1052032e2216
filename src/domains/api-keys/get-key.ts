import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { presentKey } from './present.ts'
import { readKey } from './read-key.ts'
import type { ApiKey, ApiKeyPath } from './schema.ts'

/** One of the caller's keys. Somebody else's: 404. */
export async function getKey(ctx: Context & { actor: SignedIn }, { id }: ApiKeyPath): Promise<ApiKey> {
  return presentKey(await readKey(ctx, id, ctx.actor.userId), ctx.app.settings)
}

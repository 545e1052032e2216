import { type Context, transaction } from '../context.ts'
import { lockOwnDependency } from './lock-own-version.ts'
import type { DependencyPath } from './schema.ts'

/** Takes a declaration back. Somebody else's plugin: 403, no such dependency of the version: 404. */
export async function deleteDependency(ctx: Context, path: DependencyPath): Promise<void> {
  await transaction(ctx, async (tx) => {
    tx.remove(await lockOwnDependency(tx, ctx, path))
  })
}

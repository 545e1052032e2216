import { type Context, transaction } from '../context.ts'
import { emit } from '../events/index.ts'
import { lockOwnPluginInAnyState } from './lock-own-plugin.ts'

/**
 * Takes a plugin out of the registry for good; its slug stays taken. Its owner can do that with one that
 * staff deactivated, too. Somebody else's: 403, already deleted: 404.
 */
export async function deletePlugin(
  ctx: Context,
  { slug }: { slug: string },
): Promise<{ message: 'Plugin deleted' }> {
  await transaction(ctx, async (tx) => {
    const plugin = await lockOwnPluginInAnyState(tx, ctx, slug)
    plugin.deletedAt = ctx.app.clock.now()
    const data = { pluginId: plugin.id, slug, authorId: plugin.author.id }
    await emit(tx, ctx, { type: 'plugin.deleted', data })
  })
  return { message: 'Plugin deleted' }
}

import { PluginIconEntity } from '../../../entities/index.ts'
import { type Context, transaction } from '../context.ts'
import { emit } from '../events/index.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import type { IconPath } from './schema.ts'

/**
 * Takes the icon of a plugin away; where there is none, nothing changes and nobody is told. Its object is deleted by a
 * job. Somebody else's plugin: 403, no such plugin: 404.
 */
export async function deleteIcon(ctx: Context, { slug }: IconPath): Promise<void> {
  await transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, slug)
    const icon = await tx.findOne(PluginIconEntity, { plugin: plugin.id })
    if (!icon) return
    const { storageKey } = icon
    tx.remove(icon)
    plugin.iconUrl = null
    plugin.updatedAt = ctx.app.clock.now()
    await ctx.app.jobs.enqueue(tx, 'delete-object', { storageKey })
    const data = { pluginId: plugin.id, slug, authorId: plugin.author.id }
    await emit(tx, ctx, { type: 'plugin.updated', data })
  })
}

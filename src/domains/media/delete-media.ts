import { type Context, transaction } from '../context.ts'
import { notFound } from '../errors.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import type { MediaPath } from './schema.ts'

const DELETE = `
  delete from plugin_media where id = ? and plugin_id = ? and stored_at is not null
  returning position, storage_key as "storageKey"`

const CLOSE_GAP = 'update plugin_media set position = position - 1 where plugin_id = ? and position > ?'

/**
 * Takes an item out of the gallery; those behind it move up. Its object is deleted by a job, which is written together
 * with that. Somebody else's plugin: 403, no such plugin, or an item that is not in its gallery: 404.
 */
export async function deleteMedia(ctx: Context, { slug, media_id }: MediaPath): Promise<void> {
  await transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, slug)
    type Deleted = { position: number; storageKey: string }
    const [deleted] = await tx.execute<Deleted[]>(DELETE, [media_id, plugin.id])
    if (!deleted) throw notFound('Media item')
    const { position, storageKey } = deleted
    await tx.execute(CLOSE_GAP, [plugin.id, position])
    await ctx.app.jobs.enqueue(tx, 'delete-object', { storageKey })
  })
}

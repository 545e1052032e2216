import { type Context, transaction } from '../context.ts'
import { notFound } from '../errors.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import { type MediaRow, mediaRow, presentMedia } from './present.ts'
import type { Media, UpdateMedia } from './schema.ts'

const SET_CAPTION = `
  update plugin_media m set caption = ?
  where m.id = ? and m.plugin_id = ? and m.stored_at is not null returning ${mediaRow} as media`

/**
 * Changes the caption of an item; `null` or an empty one clears it. Somebody else's plugin: 403, no such plugin, or an
 * item that is not in its gallery: 404.
 */
export async function updateMedia(ctx: Context, { slug, media_id, caption }: UpdateMedia): Promise<Media> {
  const row = await transaction(ctx, async (tx) => {
    const plugin = await lockOwnPlugin(tx, ctx, slug)
    const values = [caption || null, media_id, plugin.id]
    const [found] = await tx.execute<{ media: MediaRow }[]>(SET_CAPTION, values)
    if (!found) throw notFound('Media item')
    return found.media
  })
  return presentMedia(ctx.app, row)
}

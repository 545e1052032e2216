import { type Claim, writeClaimed } from '../claims/index.ts'
import { type Context, transaction } from '../context.ts'
import { lockOwnPlugin } from '../plugins/index.ts'
import type { CheckedMedia } from './check-media.ts'
import { claimPlace } from './claim-place.ts'
import { type MediaRow, mediaRow } from './present.ts'

/** Places are given in the order in which uploads finish: one that fails leaves no gap. */
const FINISH = `
  update plugin_media m set stored_at = ?, position = (
    select count(*) from plugin_media o where o.plugin_id = m.plugin_id and o.stored_at is not null)
  where m.id = ? and m.stored_at is null returning ${mediaRow} as media`

/** Stores a checked upload as the last item of the gallery. Failing leaves nothing behind. */
export async function storeMedia(ctx: Context, slug: string, upload: CheckedMedia): Promise<MediaRow> {
  const claim = await claimPlace(ctx, slug, upload)
  const file = { ...upload.file, contentType: upload.mimeType }
  return writeClaimed(ctx.app, 'plugin_media', claim, file, () => finish(ctx, slug, claim))
}

async function finish(ctx: Context, slug: string, { id, storageKey }: Claim): Promise<MediaRow> {
  const row = await transaction(ctx, async (tx) => {
    // The plugin may have been deleted meanwhile; and nobody else gives or moves positions now.
    await lockOwnPlugin(tx, ctx, slug)
    const [found] = await tx.execute<{ media: MediaRow }[]>(FINISH, [ctx.app.clock.now(), id])
    return found?.media
  })
  if (row) return row
  // No other claim has this key: who took this one over may have looked before the object was there.
  await ctx.app.storage.delete(storageKey)
  throw new Error(`The claim ${id} was taken over while its object was written.`)
}

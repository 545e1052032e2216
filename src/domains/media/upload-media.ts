import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { checkMedia } from './check-media.ts'
import { presentMedia } from './present.ts'
import { requireRoom } from './require-room.ts'
import { type Gallery, type Media, VIDEO_MAX_BYTES } from './schema.ts'
import { storeMedia } from './store-media.ts'

/**
 * Adds a picture or video at the end of a plugin's gallery. Somebody else's plugin: 403, no such plugin: 404, ten items
 * already: 409 (all before the body is read), what is no such file or too large: 400.
 */
export async function uploadMedia(ctx: Context, { slug }: Gallery): Promise<Media> {
  await requireRoom(ctx, slug)
  if (!ctx.form) throw new DomainError('unsupported_media_type', 'Upload over REST, as multipart/form-data.')
  const form = await ctx.form.read({
    file: 'file',
    fields: ['caption'],
    maxBytes: VIDEO_MAX_BYTES,
    invalid: 'bad_request',
  })
  try {
    const upload = await checkMedia(form)
    return await presentMedia(ctx.app, await storeMedia(ctx, slug, upload))
  } finally {
    await form.file.spooled.discard()
  }
}

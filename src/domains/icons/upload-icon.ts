import type { PictureType } from '../../lib/inspect-image.ts'
import { readImage } from '../../lib/read-image.ts'
import type { Context, UploadedFile } from '../context.ts'
import { DomainError, forbidden, invalid } from '../errors.ts'
import { getPlugin, mayManage, type Plugin, requirePlugin } from '../plugins/index.ts'
import { ICON_MAX_BYTES, type IconPath } from './schema.ts'
import { storeIcon } from './store-icon.ts'

/**
 * Gives a plugin a new icon in the place of the one it has, under a new URL. Somebody else's plugin: 403, no such
 * plugin: 404 (both before the body is read), what is no still PNG, JPEG or WebP picture of at most 2 MB: 422.
 */
export async function uploadIcon(ctx: Context, { slug }: IconPath): Promise<Plugin> {
  const plugin = await requirePlugin(ctx, slug)
  if (!mayManage(ctx.actor, plugin)) throw forbidden(`Only the author of ${slug} can change it.`)
  if (!ctx.form) throw new DomainError('unsupported_media_type', 'Upload over REST, as multipart/form-data.')
  const { file } = await ctx.form.read({ file: 'file', fields: [], maxBytes: ICON_MAX_BYTES })
  try {
    await storeIcon(ctx, plugin, { ...file.spooled, contentType: await typeOf(file) })
  } finally {
    await file.spooled.discard()
  }
  return getPlugin(ctx, { slug })
}

async function typeOf({ spooled }: UploadedFile): Promise<PictureType> {
  if (spooled.size === 0) throw refused('is empty')
  const picture = await readImage(spooled.path)
  if ('flaw' in picture) throw refused(picture.flaw)
  if (picture.isAnimated) throw refused('is animated; icons are still images')
  return picture.type
}

const refused = (message: string) => invalid({ path: 'file', message })

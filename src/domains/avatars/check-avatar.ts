import { detectImage, IMAGE_TYPES, type ImageType } from '../../lib/detect-image.ts'
import { readImage } from '../../lib/read-image.ts'
import type { UploadedFile } from '../context.ts'
import { badRequest } from '../errors.ts'

/**
 * The type of an uploaded picture, by its content. 400 when it is none, another one than declared, or one that
 * `inspectImage` refuses; GIFs are only told by their beginning.
 */
export async function checkAvatar({ declaredType, spooled }: UploadedFile): Promise<ImageType> {
  if (!IMAGE_TYPES.some((type) => type === declaredType)) {
    throw refused(`is declared as ${declaredType}; avatars are JPEG, PNG, WebP or GIF`)
  }
  if (spooled.size === 0) throw refused('is empty')
  const type = detectImage(spooled.head)
  if (!type) throw refused('is not a JPEG, PNG, WebP or GIF image, whatever its type says')
  if (type !== declaredType) throw refused(`is declared as ${declaredType}, but its content is ${type}`)
  const found = type === 'image/gif' ? undefined : await readImage(spooled.path)
  if (found && 'flaw' in found) throw refused(found.flaw)
  return type
}

const refused = (message: string) => badRequest({ path: 'avatar', message })

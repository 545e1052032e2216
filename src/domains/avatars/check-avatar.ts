import { detectImage, IMAGE_TYPES, type ImageType } from '../../lib/detect-image.ts'
import type { UploadedFile } from '../context.ts'
import { badRequest } from '../errors.ts'

/** The type of an uploaded picture, by its content. 400 when it is none, or another one than declared. */
export function checkAvatar({ declaredType, spooled }: UploadedFile): ImageType {
  if (!IMAGE_TYPES.some((type) => type === declaredType)) {
    throw refused(`is declared as ${declaredType}; avatars are JPEG, PNG, WebP or GIF`)
  }
  if (spooled.size === 0) throw refused('is empty')
  const type = detectImage(spooled.head)
  if (!type) throw refused('is not a JPEG, PNG, WebP or GIF image, whatever its type says')
  if (type !== declaredType) throw refused(`is declared as ${declaredType}, but its content is ${type}`)
  return type
}

const refused = (message: string) => badRequest({ path: 'avatar', message })

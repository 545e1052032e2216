import { fileNameProblem, normaliseFileName } from '../../lib/file-name.ts'
import { pictureType } from '../../lib/inspect-image.ts'
import { inspectVideo, videoType } from '../../lib/inspect-video.ts'
import { readImage } from '../../lib/read-image.ts'
import type { ReadForm } from '../context.ts'
import { badRequest, type Issue } from '../errors.ts'
import { Caption, IMAGE_MAX_BYTES, type MEDIA_TYPES } from './schema.ts'

type MimeType = (typeof MEDIA_TYPES)[number]
type Spooled = ReadForm['file']['spooled']

/** An upload that can be stored. */
export interface CheckedMedia {
  mediaType: 'image' | 'video'
  mimeType: MimeType
  fileName: string
  caption: string | null
  file: { path: string; size: number; sha256: string }
}

/** What is uploaded, checked by its content and not by what the client says. What cannot be: 400. */
export async function checkMedia({ fields, file }: ReadForm): Promise<CheckedMedia> {
  const fileName = normaliseFileName(file.fileName)
  const caption = Caption.safeParse(fields.caption ?? '')
  const nameProblem = fileNameProblem(fileName)
  const issues: Issue[] = [
    ...(nameProblem ? [ofFile(nameProblem)] : []),
    ...(caption.error?.issues ?? []).map(({ message }) => ({ path: 'caption', message })),
  ]
  if (issues.length > 0) throw badRequest(...issues)
  const mimeType = await typeOf(file.spooled)
  const mediaType = mimeType.startsWith('image/') ? 'image' : 'video'
  return { mediaType, mimeType, fileName, caption: caption.data || null, file: file.spooled }
}

async function typeOf({ path, size, head }: Spooled): Promise<MimeType> {
  if (size === 0) throw badRequest(ofFile('is empty'))
  const isImage = pictureType(head) !== undefined
  if (!isImage && !videoType(head)) {
    throw badRequest(
      ofFile('is not a JPEG, PNG or WebP image or an MP4 or WebM video, whatever its type says'),
    )
  }
  if (isImage && size > IMAGE_MAX_BYTES) {
    throw badRequest(
      ofFile(`is larger than the limit of ${IMAGE_MAX_BYTES} bytes for images; send a smaller one`),
    )
  }
  const found = isImage ? await readImage(path) : inspectVideo(head, size)
  if ('flaw' in found) throw badRequest(ofFile(found.flaw))
  return found.type
}

const ofFile = (message: string): Issue => ({ path: 'file', message })

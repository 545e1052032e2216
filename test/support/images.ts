import { crc32 } from 'node:zlib'

/** A picture of one pixel, as its format's own encoder writes it. */
const pixel = {
  'image/png':
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'image/gif': 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'image/webp': 'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA',
  'image/jpeg':
    '/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
} as const

export type ImageType = keyof typeof pixel

export const IMAGES = Object.fromEntries(
  Object.entries(pixel).map(([type, base64]) => [type, Buffer.from(base64, 'base64')]),
) as Record<ImageType, Buffer>

/** The length of the last chunk of a PNG, and of what frames the data of any. */
const PNG_END_BYTES = 12

/** A PNG of exactly so many bytes: a chunk before its end, which nobody shows, holds what it has too many. */
export function imageOf(size: number): Buffer {
  const png = IMAGES['image/png']
  const filler = pngChunk('prVt', Buffer.alloc(size - png.length - PNG_END_BYTES))
  return Buffer.concat([png.subarray(0, -PNG_END_BYTES), filler, png.subarray(-PNG_END_BYTES)])
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length)
  chunk.writeUInt32BE(data.length)
  chunk.write(type, 4, 'latin1')
  data.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
  return chunk
}

export const avatarForm = (bytes: Buffer, type: string, fileName = 'me.png'): FormData => {
  const form = new FormData()
  form.append('avatar', new File([new Uint8Array(bytes)], fileName, { type }))
  return form
}

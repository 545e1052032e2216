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

/** A picture of exactly so many bytes; what comes after its end is ignored by whoever shows it. */
export const imageOf = (size: number, type: ImageType = 'image/png'): Buffer =>
  Buffer.concat([IMAGES[type], Buffer.alloc(size)], size)

export const avatarForm = (bytes: Buffer, type: string, fileName = 'me.png'): FormData => {
  const form = new FormData()
  form.append('avatar', new File([new Uint8Array(bytes)], fileName, { type }))
  return form
}

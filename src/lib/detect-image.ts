/** The pictures that every browser shows. */
export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]

/** How each begins, in hexadecimal. (`file-type` takes any `GIF…`, and reads on through a PNG to tell an APNG.) */
const MAGIC: Record<ImageType, RegExp> = {
  'image/jpeg': /^ffd8ff/,
  'image/png': /^89504e470d0a1a0a/,
  // RIFF, four bytes of length, WEBPVP8
  'image/webp': /^52494646.{8}57454250565038/,
  // GIF87a, GIF89a
  'image/gif': /^474946383[79]61/,
}

/** Which picture a file is by its first bytes; undefined when it is none of these. */
export function detectImage(head: Buffer): ImageType | undefined {
  const start = head.toString('hex', 0, 16)
  return IMAGE_TYPES.find((type) => MAGIC[type].test(start))
}

import { detectImage } from './detect-image.ts'
import { embeddedCode } from './embedded-code.ts'
import type { Flaw, Shape } from './image-shape.ts'
import { inspectJpeg } from './inspect-jpeg.ts'
import { inspectPng } from './inspect-png.ts'
import { inspectWebp } from './inspect-webp.ts'

/** The pictures that are looked into. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PictureType = (typeof PICTURE_TYPES)[number]

export interface Picture extends Shape {
  type: PictureType
}

/** A decoder takes four bytes for each pixel, however few the file has for them. */
const MAX_SIDE = 16_384
const MAX_PIXELS = 100_000_000

const INSPECTORS: Record<PictureType, (file: Buffer) => Shape | Flaw> = {
  'image/jpeg': inspectJpeg,
  'image/png': inspectPng,
  'image/webp': inspectWebp,
}

/**
 * Looks at a whole file without decoding it: whether it is a JPEG, PNG or WebP picture from its first byte to its
 * last, and how large. Refuses what is cut off, what goes on behind its end, what carries a web page or script in its
 * head, and more than 16,384 pixels on a side or 100 million in all.
 */
export function inspectImage(file: Buffer): Picture | Flaw {
  const type = pictureType(file)
  if (!type) return { flaw: 'is not a JPEG, PNG or WebP image, whatever its type says' }
  const shape = INSPECTORS[type](file)
  if ('flaw' in shape) return shape
  const flaw = sizeFlaw(shape) ?? codeFlaw(file)
  return flaw ? { flaw } : { type, ...shape }
}

/** Which of these pictures begins like this. */
export function pictureType(head: Buffer): PictureType | undefined {
  const type = detectImage(head)
  return PICTURE_TYPES.find((each) => each === type)
}

function sizeFlaw({ width, height }: Shape): string | undefined {
  if (width === 0 || height === 0) return 'is an image without width or height'
  if (width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) return undefined
  return `is ${width} × ${height} pixels; send at most ${MAX_SIDE} on a side and ${MAX_PIXELS} in all`
}

function codeFlaw(file: Buffer): string | undefined {
  const code = embeddedCode(file)
  return code && `carries ${code}; export the image anew`
}

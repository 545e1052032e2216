import { cutOff, damaged, type Flaw, goesOn, MAX_CHUNKS, type Shape } from './image-shape.ts'

/** `RIFF`, the length of what follows, `WEBP`. */
const HEADER_BYTES = 12
const ANIMATED = 0x02

interface Chunk {
  id: string
  data: Buffer
}
type Size = Pick<Shape, 'width' | 'height'>

/** The chunks of a WebP (RFC 9649): one image, or a canvas with the image or the frames that fit it. */
export function inspectWebp(file: Buffer): Shape | Flaw {
  if (file.length < HEADER_BYTES) return cutOff
  const end = file.readUInt32LE(4) + 8
  if (end > file.length) return cutOff
  if (end < file.length) return goesOn
  const chunks = chunksOf(file)
  const [first, ...others] = chunks ?? []
  if (!first) return damaged
  if (first.id === 'VP8X') return inspectCanvas(first.data, others)
  const size = sizeOf(first)
  if (!size) return damaged
  return others.length === 0 ? { ...size, isAnimated: false } : goesOn
}

function inspectCanvas(header: Buffer, chunks: Chunk[]): Shape | Flaw {
  if (header.length < 10) return damaged
  const canvas = { width: header.readUIntLE(4, 3) + 1, height: header.readUIntLE(7, 3) + 1 }
  const isAnimated = ((header[0] ?? 0) & ANIMATED) !== 0
  const images = chunks.filter(({ id }) => (isAnimated ? id === 'ANMF' : id === 'VP8 ' || id === 'VP8L'))
  const fit = images.every((chunk) => (isAnimated ? frameFits(chunk.data, canvas) : fills(chunk, canvas)))
  return images.length > 0 && fit ? { ...canvas, isAnimated } : damaged
}

/** Undefined when there are too many, or they do not end where the file ends. */
function chunksOf(file: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = []
  for (let at = HEADER_BYTES; at < file.length; ) {
    if (at + 8 > file.length || chunks.length > MAX_CHUNKS) return undefined
    const length = file.readUInt32LE(at + 4)
    const next = at + 8 + length + (length % 2)
    if (next > file.length) return undefined
    chunks.push({ id: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + length) })
    at = next
  }
  return chunks
}

function sizeOf({ id, data }: Chunk): Size | undefined {
  if (id === 'VP8 ') {
    if (data.length < 10 || data.readUIntBE(3, 3) !== 0x9d012a) return undefined
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
  }
  if (id !== 'VP8L' || data.length < 5 || data[0] !== 0x2f) return undefined
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

function fills(chunk: Chunk, canvas: Size): boolean {
  const size = sizeOf(chunk)
  return size?.width === canvas.width && size.height === canvas.height
}

/** A frame names the place of its corner in steps of two pixels. */
function frameFits(frame: Buffer, canvas: Size): boolean {
  if (frame.length < 16) return false
  const [left, top] = [frame.readUIntLE(0, 3) * 2, frame.readUIntLE(3, 3) * 2]
  const [width, height] = [frame.readUIntLE(6, 3) + 1, frame.readUIntLE(9, 3) + 1]
  return left + width <= canvas.width && top + height <= canvas.height
}

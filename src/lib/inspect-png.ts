import { cutOff, damaged, type Flaw, goesOn, MAX_CHUNKS, type Shape } from './image-shape.ts'

const SIGNATURE_BYTES = 8
/** Length, type and checksum around the data of a chunk. */
const FRAME_BYTES = 12
const HEADER_BYTES = 13

/** The chunks of a PNG (W3C PNG, third edition): the header first, image data, the end last and nothing behind it. */
export function inspectPng(file: Buffer): Shape | Flaw {
  const header = SIGNATURE_BYTES
  if (file.length < header + FRAME_BYTES + HEADER_BYTES) return cutOff
  if (typeAt(file, header) !== 'IHDR' || file.readUInt32BE(header) !== HEADER_BYTES) return damaged
  const width = file.readUInt32BE(header + 8)
  const height = file.readUInt32BE(header + 12)
  const seen = new Set<string>()
  for (let at = header, count = 0; at + FRAME_BYTES <= file.length; count += 1) {
    const type = typeAt(file, at)
    if (!/^[A-Za-z]{4}$/.test(type) || (type === 'IHDR' && count > 0) || count > MAX_CHUNKS) return damaged
    seen.add(type)
    at += FRAME_BYTES + file.readUInt32BE(at)
    if (at > file.length) return cutOff
    if (type !== 'IEND') continue
    if (!seen.has('IDAT')) return damaged
    return at === file.length ? { width, height, isAnimated: seen.has('acTL') } : goesOn
  }
  return cutOff
}

const typeAt = (file: Buffer, chunk: number): string => file.toString('latin1', chunk + 4, chunk + 8)

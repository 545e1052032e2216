import { cutOff, damaged, type Flaw } from './image-shape.ts'

const DOC_TYPE = 0x4282
const SEGMENT = 0x18538067

interface Element {
  id: number
  /** Where its data begins, and how long that is; undefined while a recorder did not know. */
  at: number
  length: number | undefined
}

/** The first elements of a WebM (RFC 8794, RFC 9559): a header that says so, then the segment, which the file holds. */
export function inspectWebm(head: Buffer, size: number): Flaw | undefined {
  const header = elementAt(head, 0)
  if (!header || header.length === undefined) return damaged
  const end = header.at + header.length
  if (end > size) return cutOff
  const docType = docTypeOf(head.subarray(header.at, end))
  if (docType === undefined) return damaged
  if (docType !== 'webm') return { flaw: `is of the type “${docType}”, which is no WebM video` }
  const segment = elementAt(head, end)
  if (segment?.id !== SEGMENT) return damaged
  return segment.length !== undefined && segment.at + segment.length > size ? cutOff : undefined
}

function docTypeOf(header: Buffer): string | undefined {
  for (let at = 0; at < header.length; ) {
    const element = elementAt(header, at)
    if (!element || element.length === undefined) return undefined
    at = element.at + element.length
    if (element.id !== DOC_TYPE) continue
    const text = header.toString('latin1', element.at, at).replace(/\0+$/, '')
    return /^[\w.-]{1,32}$/.test(text) ? text : undefined
  }
  return undefined
}

function elementAt(bytes: Buffer, start: number): Element | undefined {
  const idBytes = widthAt(bytes, start)
  if (!idBytes || idBytes > 4) return undefined
  const lengthBytes = widthAt(bytes, start + idBytes)
  if (!lengthBytes || start + idBytes + lengthBytes > bytes.length) return undefined
  const id = bytes.readUIntBE(start, idBytes)
  return { id, at: start + idBytes + lengthBytes, length: lengthAt(bytes, start + idBytes, lengthBytes) }
}

/** As many bytes as the first has leading zero bits, and one. */
function widthAt(bytes: Buffer, at: number): number | undefined {
  const first = bytes[at]
  return first ? Math.clz32(first) - 23 : undefined
}

/** Without the bit that marks its width; all ones mean "unknown". */
function lengthAt(bytes: Buffer, at: number, width: number): number | undefined {
  let length = BigInt((bytes[at] ?? 0) & (0xff >> width))
  for (const byte of bytes.subarray(at + 1, at + width)) length = length * 256n + BigInt(byte)
  return length === (1n << BigInt(7 * width)) - 1n ? undefined : Number(length)
}

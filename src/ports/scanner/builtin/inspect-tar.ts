import { ByteReader } from './byte-reader.ts'
import { type Content, inspectContent } from './inspect-content.ts'
import type { Inspection } from './inspection.ts'
import { judgeEntryName } from './judge-name.ts'

const BLOCK = 512
const MAX_META_BYTES = 65_536

interface Header {
  name: string
  /** Undefined when it is written in a way that no usual archive needs. */
  size: number | undefined
  type: string
}

/** Whether a file starts with a header of a tar archive. */
export const isTar = (head: Buffer): boolean =>
  head.length >= BLOCK && headerOf(head.subarray(0, BLOCK)) !== undefined

/** Looks at every entry of a tar archive, from its beginning to its end. */
export async function inspectTar(it: Inspection, { chunks, depth }: Content): Promise<void> {
  const reader = new ByteReader(chunks)
  for (;;) {
    const block = await reader.read(BLOCK)
    if (block.length === BLOCK && block.every((byte) => byte === 0)) break
    const header = headerOf(block)
    if (header?.size === undefined) {
      it.doubt('is or holds a tar archive that cannot be read to its end')
      break
    }
    it.countEntry()
    judgeEntryName(it, header.name)
    const end = reader.position + Math.ceil(header.size / BLOCK) * BLOCK
    await inspectEntry(it, reader, header as Header & { size: number }, depth)
    await reader.skip(end - reader.position)
  }
  await reader.drain()
}

async function inspectEntry(
  it: Inspection,
  reader: ByteReader,
  { name, size, type }: Header & { size: number },
  depth: number,
): Promise<void> {
  switch (type) {
    case '0':
    case '7':
    case '\0':
      return inspectContent(it, { chunks: reader.take(size), name, depth: depth + 1 })
    case 'L':
    case 'x':
    case 'g':
      return judgeMeta(it, type, await metaOf(it, reader, size))
    case '5':
      return
    default:
      it.doubt('is or holds an archive with links or devices in it')
  }
}

/** What says more about the next entry: its name, or that it is not as its header says. */
function judgeMeta(it: Inspection, type: string, text: string): void {
  if (type === 'L') judgeEntryName(it, upToZero(text))
  if (type === 'L') return
  for (const [, key, value = ''] of text.matchAll(/^\d+ ([^=\n]+)=(.*)$/gm)) {
    if (key === 'path') judgeEntryName(it, value)
    if (key === 'size' || key === 'linkpath') it.doubt('is or holds a tar archive with unusual headers')
  }
}

async function metaOf(it: Inspection, reader: ByteReader, size: number): Promise<string> {
  if (size > MAX_META_BYTES) it.doubt('is or holds a tar archive with unusual headers')
  return (await reader.read(Math.min(size, MAX_META_BYTES))).toString('utf8')
}

const upToZero = (text: string): string => text.split('\0', 1)[0] ?? ''

/** Undefined when the checksum says that this is no header. */
function headerOf(block: Buffer): Header | undefined {
  if (block.length < BLOCK) return undefined
  const field = (start: number, end: number) => upToZero(block.toString('utf8', start, end))
  const octal = (start: number, end: number) => {
    const text = field(start, end).trim()
    return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
  }
  let sum = 0
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0)
  if (octal(148, 156) !== sum) return undefined
  const isUstar = field(257, 262) === 'ustar'
  const prefix = isUstar && block[262] === 0 ? field(345, 500) : ''
  return {
    name: prefix ? `${prefix}/${field(0, 100)}` : field(0, 100),
    size: octal(124, 136),
    type: String.fromCharCode(block[156] ?? 0),
  }
}

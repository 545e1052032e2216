import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { spool } from '../../../lib/spool.ts'
import { inspectTar, isTar } from './inspect-tar.ts'
import { inspectZip } from './inspect-zip.ts'
import type { Inspection } from './inspection.ts'
import { judgeContent } from './judge-content.ts'
import { searched, unpacked } from './search.ts'

export interface Content {
  chunks: AsyncIterable<Buffer>
  name: string
  /** Of how many archives this is a part. */
  depth: number
  /** Where it is on the disk, if it is there by itself. */
  path?: string
}

const HEAD_BYTES = 4100
const CHUNK_BYTES = 65_536

/** Looks at a file from its beginning to its end, and into it when it is an archive. */
export async function inspectContent(it: Inspection, content: Content): Promise<void> {
  const { depth, name } = content
  const chunks = searched(it, depth > 0 ? unpacked(it, content.chunks) : content.chunks)
  try {
    const { head, all } = await peek(chunks)
    judgeContent(it, head, name)
    const open = openerOf(head)
    if (open && depth <= it.options.limits.nesting) return await open(it, { ...content, chunks: all })
    if (open) it.doubt('holds archives in archives in archives')
    await drain(all)
  } finally {
    await chunks.return(undefined)
  }
}

/** A first entry, an empty archive, and the first of several parts. */
const ZIP = ['504b0304', '504b0506', '504b0708']

type Opener = (it: Inspection, content: Content) => Promise<void>

function openerOf(head: Buffer): Opener | undefined {
  if (ZIP.includes(head.toString('hex', 0, 4))) return openZip
  if (head.length >= 2 && head.readUInt16BE(0) === 0x1f8b) return openGzip
  return isTar(head) ? inspectTar : undefined
}

/** A zip is read from its end: it has to be on the disk. */
async function openZip(it: Inspection, { chunks, path, depth }: Content): Promise<void> {
  if (path !== undefined) {
    await drain(chunks)
    return inspectZip(it, path, depth)
  }
  const { directory, limits } = it.options
  const spooled = await spool(Readable.from(chunks), { directory, maxBytes: limits.unpackedBytes })
  try {
    await inspectZip(it, spooled.path, depth)
  } finally {
    await spooled.discard()
  }
}

async function openGzip(it: Inspection, { chunks, name, depth }: Content): Promise<void> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  const fed = pipeline(chunks, gunzip)
  fed.catch(() => {})
  try {
    const inner = name.replace(/\.t?gz$/i, '')
    await inspectContent(it, { chunks: gunzip, name: inner, depth: depth + 1 })
  } catch (error) {
    it.takeError(error, 'a gzip archive')
  } finally {
    gunzip.destroy()
    await fed.catch(() => {})
  }
}

/** The first bytes, and all chunks with them. */
async function peek(chunks: AsyncGenerator<Buffer>): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const first: Buffer[] = []
  let size = 0
  while (size < HEAD_BYTES) {
    const { value, done } = await chunks.next()
    if (done) break
    first.push(value)
    size += value.length
  }
  return { head: Buffer.concat(first).subarray(0, HEAD_BYTES), all: joined(first, chunks) }
}

async function* joined(first: Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* first
  yield* rest
}

async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks) {
    // Looking happens on the way.
  }
}

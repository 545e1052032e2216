import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { releaseBuffers } from './release-memory.ts'
import { writeAll } from './write-all.ts'

/** Enough of a file to tell its type. */
const HEAD_BYTES = 4100
const SUFFIX = '.spool'
const RELEASE_EVERY_BYTES = 8_388_608

export interface SpoolOptions {
  directory: string
  maxBytes: number
  /** How long the sender may stay silent. */
  idleTimeoutMs?: number
}

export interface SpooledFile {
  path: string
  size: number
  /** Hexadecimal. */
  sha256: string
  /** The first 4100 bytes. */
  head: Buffer
  /** Removes the file. Call it when the file was stored or refused. */
  discard(): Promise<void>
}

/** More bytes came than allowed. */
export class SpoolTooLarge extends Error {
  readonly maxBytes: number
  constructor(maxBytes: number) {
    super(`The file is larger than ${maxBytes} bytes. Send a smaller one.`)
    this.maxBytes = maxBytes
  }
}

/** The sender fell silent before the end. */
export class SpoolIdle extends Error {
  constructor(idleTimeoutMs: number) {
    super(`No data came for ${idleTimeoutMs / 1000} seconds. Send the file again.`)
  }
}

/**
 * Writes a stream to a temporary file, never holding more than a piece of it, and takes size and checksum on the way.
 * When it rejects, the file is gone. A stream that is too large is not destroyed but drained, so that the
 * request it belongs to can still be answered.
 */
export async function spool(stream: Readable, options: SpoolOptions): Promise<SpooledFile> {
  const path = join(options.directory, `${randomUUID()}${SUFFIX}`)
  const discard = () => rm(path, { force: true })
  try {
    await mkdir(options.directory, { recursive: true })
    const handle = await open(path, 'wx', 0o600)
    const received = await receive(stream, handle, options).finally(() => handle.close())
    return { path, ...received, discard }
  } catch (error) {
    drain(stream)
    await discard()
    throw error
  }
}

/** Removes what a killed process left behind. Files of running uploads are younger and stay. */
export async function sweepSpool(directory: string, olderThanHours = 24): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names.filter((each) => each.endsWith(SUFFIX))) {
    const path = join(directory, name)
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - changed > olderThanHours * 3_600_000) await rm(path, { force: true })
  }
}

async function receive(stream: Readable, handle: FileHandle, { maxBytes, idleTimeoutMs }: SpoolOptions) {
  const hash = createHash('sha256')
  const heads: Buffer[] = []
  let size = 0
  let unreleased = 0
  const watch = watchIdle(stream, idleTimeoutMs)
  try {
    for await (const piece of stream.iterator({ destroyOnReturn: false })) {
      watch?.pause()
      const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece)
      if (size < HEAD_BYTES) heads.push(chunk.subarray(0, HEAD_BYTES - size))
      size += chunk.length
      if (size > maxBytes) throw new SpoolTooLarge(maxBytes)
      hash.update(chunk)
      await writeAll(handle, chunk)
      unreleased += chunk.length
      if (unreleased > RELEASE_EVERY_BYTES) {
        releaseBuffers()
        unreleased = 0
      }
      watch?.resume()
    }
  } finally {
    watch?.pause()
  }
  return { size, sha256: hash.digest('hex'), head: Buffer.concat(heads) }
}

/** Only the sender's silence counts, not the time the disk takes. */
function watchIdle(stream: Readable, idleTimeoutMs: number | undefined) {
  if (idleTimeoutMs === undefined) return undefined
  let timer: NodeJS.Timeout | undefined
  const pause = () => clearTimeout(timer)
  const resume = () => {
    timer = setTimeout(() => stream.destroy(new SpoolIdle(idleTimeoutMs)), idleTimeoutMs)
  }
  resume()
  return { pause, resume }
}

function drain(stream: Readable): void {
  stream.on('error', () => {})
  stream.resume()
}

import { createHash, createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { writeAll } from '../../lib/write-all.ts'
import { disposition, inertType } from './attachment.ts'
import { assertObjectKey } from './object-key.ts'
import { checkLink, signLink } from './signed-link.ts'
import type { LinkOptions, Storage, StoredFile } from './storage.ts'

export interface DiskConfig {
  kind: 'disk'
  /** The folder that holds the objects. */
  root: string
  /** Where clients reach this server: links start with it. */
  publicUrl: string
  /** At least 32 random bytes, the same on all instances. */
  signingKey: Uint8Array
}

/** What the holder of a good link gets. The file may be gone. */
export interface Admission {
  path: string
  contentType: string
  contentDisposition: string
}

const ABANDONED_AFTER_MS = 24 * 3_600_000
const COPY_BYTES = 262_144

/** Objects as files. The file is named by the hash of its key: any key fits, on any file system, without collisions. */
export class DiskStorage implements Storage {
  readonly #config: DiskConfig
  readonly #incoming: string
  /** Made once: a key made of bytes for each link costs more than the rest of the link. */
  readonly #signingKey: KeyObject

  constructor(config: DiskConfig) {
    this.#config = config
    this.#incoming = join(config.root, 'incoming')
    this.#signingKey = createSecretKey(config.signingKey)
  }

  async put(key: string, file: StoredFile): Promise<void> {
    const target = this.#pathOf(key)
    const temporary = join(this.#incoming, randomUUID())
    await mkdir(this.#incoming, { recursive: true })
    try {
      await copyDurably(file, temporary)
      await moveDurably(this.#config.root, temporary, target)
    } finally {
      await rm(temporary, { force: true })
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true })
  }

  async exists(key: string): Promise<boolean> {
    return access(this.#pathOf(key)).then(
      () => true,
      (error) => {
        if (error.code === 'ENOENT') return false
        throw error
      },
    )
  }

  async read(key: string, { signal }: { signal?: AbortSignal } = {}): Promise<Readable | undefined> {
    const handle = await open(this.#pathOf(key), 'r').catch((error) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (!handle) return undefined
    const stream = handle.createReadStream()
    return signal ? addAbortSignal(signal, stream) : stream
  }

  async link(key: string, options: LinkOptions): Promise<string> {
    const { fileName, contentType, expiresInSeconds, inline = false } = options
    assertObjectKey(key)
    const expires = Math.ceil(Date.now() / 1000) + expiresInSeconds
    return signLink(this.#config.publicUrl, this.#signingKey, {
      key,
      fileName,
      contentType,
      inline,
      expires,
    })
  }

  /** Judges a link that came back in a request: what to answer, or why not. */
  admit(key: string, query: Record<string, unknown>): Admission | 'expired' | 'forged' {
    const claims = checkLink(this.#signingKey, key, query)
    if (typeof claims === 'string') return claims
    return {
      path: this.#pathOf(claims.key),
      contentType: inertType(claims.contentType),
      contentDisposition: disposition(claims),
    }
  }

  async check(): Promise<void> {
    await mkdir(this.#incoming, { recursive: true })
    const probe = join(this.#incoming, randomUUID())
    const handle = await open(probe, 'wx')
    await handle.close()
    await rm(probe)
  }

  async close(): Promise<void> {}

  /** Removes what a killed process left half-written. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.#incoming).catch(() => [])) {
      const path = join(this.#incoming, name)
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      )
      if (age > ABANDONED_AFTER_MS) await rm(path, { force: true })
    }
  }

  #pathOf(key: string): string {
    assertObjectKey(key)
    const name = createHash('sha256').update(key).digest('hex')
    return join(this.#config.root, name.slice(0, 2), name)
  }
}

/**
 * Copies with a check on the way, so that what is stored is what was announced. One buffer serves the whole
 * file: streams would leave a large file's worth of them behind.
 */
async function copyDurably(file: StoredFile, to: string): Promise<void> {
  await using source = await open(file.path, 'r')
  await using target = await open(to, 'wx')
  const buffer = Buffer.allocUnsafe(COPY_BYTES)
  const hash = createHash('sha256')
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) break
    const piece = buffer.subarray(0, bytesRead)
    hash.update(piece)
    await writeAll(target, piece)
  }
  await target.sync()
  if (hash.digest('hex') === file.sha256.toLowerCase()) return
  throw new Error(`${file.path} is not the file that was checked: its SHA-256 differs. Upload it again.`)
}

/** A rename is atomic, and durable once the folder is synchronised, and its parent, since the folder may be new. */
async function moveDurably(root: string, from: string, to: string): Promise<void> {
  const folder = dirname(to)
  await mkdir(folder, { recursive: true })
  await rename(from, to)
  await syncFolder(folder)
  await syncFolder(root)
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file systems journal the rename themselves.
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

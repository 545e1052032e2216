import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Storage, StoredFile } from '../../src/ports/storage/index.ts'

/** A storage to test, and the way clients reach its links. */
export interface StorageUnderTest {
  storage: Storage
  download(link: string, init?: RequestInit): Promise<Response>
  tearDown(): Promise<void>
}

export const OCTETS = 'application/octet-stream'

/** Makes a storage for the tests around it, and what they do with it. */
export function useStorage(make: () => Promise<StorageUnderTest>) {
  let subject: StorageUnderTest
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storage-'))
    subject = await make()
  })
  afterAll(async () => {
    await subject?.tearDown()
    await rm(folder, { recursive: true, force: true })
  })

  async function localFile(content: Buffer | string, contentType = OCTETS): Promise<StoredFile> {
    const bytes = Buffer.from(content)
    const path = join(folder, randomUUID())
    await writeFile(path, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { path, size: bytes.length, contentType, sha256 }
  }
  const storage = () => subject.storage
  const download = (link: string, init?: RequestInit) => subject.download(link, init)
  const linkTo = (key: string, options = {}) =>
    storage().link(key, { fileName: 'a.so', contentType: OCTETS, expiresInSeconds: 60, ...options })
  return {
    storage,
    download,
    localFile,
    linkTo,
    freshKey: (fileName = 'a.so') => `plugins/${randomUUID()}/1.0.0+build.5/linux/${fileName}`,
    put: async (key: string, content: Buffer | string) => storage().put(key, await localFile(content)),
    get: async (key: string, init?: RequestInit) => download(await linkTo(key), init),
    body: async (response: Response) => Buffer.from(await response.arrayBuffer()),
  }
}

/** The file name as a browser reads it: the extended form wins. */
export function nameIn(disposition: string | null): string | undefined {
  const extended = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1]
  return extended ? decodeURIComponent(extended) : /filename="([^"]*)"/.exec(disposition ?? '')?.[1]
}

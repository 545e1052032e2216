import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Answer, Call } from './caller.ts'
import { newPlugin, newVersion } from './plugins.ts'
import { signUp, type TestUser } from './users.ts'

/** A real WebAssembly module: the HTTP parser that a package of ours brings along. */
export const wasm: Buffer = createRequire(import.meta.url)('undici/lib/llhttp/llhttp-wasm.js')

const padded = (start: Buffer, size = 512): Buffer => Buffer.concat([start, Buffer.alloc(size)], size)

/** The start of a 64-bit shared library of Linux: the ELF header of an x86-64 `ET_DYN` file. */
export const elf = padded(Buffer.from('7f454c4602010100000000000000000003003e0001000000', 'hex'))

/** A DOS header that points to the header of a 64-bit PE file. */
export const pe = (() => {
  const bytes = padded(Buffer.from('4d5a90000300000004000000ffff0000', 'hex'))
  bytes.writeUInt32LE(128, 60)
  bytes.write('PE\0\0', 128, 'latin1')
  bytes.writeUInt16LE(0x8664, 132)
  return bytes
})()

/** The header of a 64-bit ARM library of macOS. */
export const machO = padded(Buffer.from('cffaedfe0c0000010000000006000000', 'hex'))

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Bytes of no known type, all different from each other's. */
export const unknownBytes = (size: number): Buffer =>
  Buffer.concat([Buffer.from([0xf0, 0x0f, 0, 1]), randomBytes(size)], size)

export interface OwnRelease {
  owner: TestUser
  slug: string
  version: string
  versionId: string
  /** `/plugins/{slug}/versions/{version}` */
  path: `/plugins/${string}`
}

const owners = new WeakMap<Call, Promise<TestUser>>()

/** A new plugin of one version; all those of one `call` have the same owner. */
export async function ownRelease(call: Call, version = '1.0.0'): Promise<OwnRelease> {
  const signedUp = owners.get(call) ?? signUp(call)
  owners.set(call, signedUp)
  const owner = await signedUp
  const { slug } = await newPlugin(call, owner.token)
  const { id } = await newVersion(call, owner.token, slug, { version })
  return { owner, slug, version, versionId: id, path: `/plugins/${slug}/versions/${version}` }
}

export interface Upload {
  platform?: string
  bytes?: Uint8Array
  fileName?: string
  type?: string
  fileFirst?: boolean
}

export function uploadForm(upload: Upload = {}): FormData {
  const { platform = 'linux', bytes = elf, fileName = 'plugin.so', fileFirst } = upload
  const form = new FormData()
  if (!fileFirst) form.append('platform', platform)
  const type = upload.type ?? 'application/octet-stream'
  form.append('file', new File([Buffer.from(bytes)], fileName, { type }))
  if (fileFirst) form.append('platform', platform)
  return form
}

/** Uploads as the owner: an ELF file for Linux, unless said otherwise. */
export const upload = (call: Call, { owner, path }: OwnRelease, what: Upload = {}): Promise<Answer> =>
  call(`POST ${path}/binaries`, { token: owner.token, body: uploadForm(what) })

/** Waits until a folder holds nothing, or says after a while what it still holds. */
export async function untilEmpty(directory: string, attempts = 100): Promise<string[]> {
  for (let left = attempts; ; left -= 1) {
    const names = await readdir(directory).catch(() => [])
    if (names.length === 0 || left === 0) return names
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import type { TestApp } from './app.ts'
import type { Answer, Call } from './caller.ts'
import { IMAGES, pngChunk } from './images.ts'
import { newPlugin } from './plugins.ts'
import { signUp, type TestUser } from './users.ts'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const END = pngChunk('IEND', Buffer.alloc(0))

/** A grey PNG whose header tells this size, with the image data that is given. */
export function pngOf(
  width: number,
  height: number,
  data = deflateSync(Buffer.alloc(2)),
  more: Buffer[] = [],
) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([SIGNATURE, pngChunk('IHDR', header), ...more, pngChunk('IDAT', data), END])
}

/** A PNG that nobody else has sent: its text is chance. */
export const uniquePng = (): Buffer =>
  pngOf(1, 1, undefined, [pngChunk('tEXt', Buffer.from(`Comment\0${randomBytes(12).toString('hex')}`))])

/** The PNG of one pixel, animated with one frame. */
export const animatedPng = (): Buffer => pngOf(1, 1, undefined, [pngChunk('acTL', Buffer.alloc(8))])

export const box = (type: string, data: Uint8Array = new Uint8Array()): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + data.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, data])
}

/** The boxes an MP4 begins with, of these brands, and `size` bytes of pictures and sound. */
export const mp4Of = (brands: string[] = ['isom', 'iso2', 'avc1', 'mp41'], size = 200): Buffer => {
  const [major = '', ...compatible] = brands
  const ftyp = box('ftyp', Buffer.from(`${major}\0\0\x02\0${compatible.join('')}`, 'latin1'))
  return Buffer.concat([ftyp, box('free'), box('mdat', Buffer.alloc(size)), box('moov', Buffer.alloc(16))])
}

/** The elements a WebM begins with, of this document type. */
export const webmOf = (docType = 'webm', size = 100): Buffer => {
  const fields = Buffer.from('4286810142f7810142f2810442f381084287810442858102', 'hex')
  const type = Buffer.concat([Buffer.from([0x42, 0x82, 0x80 | docType.length]), Buffer.from(docType)])
  const header = Buffer.concat([fields, type])
  return Buffer.concat([
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | header.length]),
    header,
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x40, size]),
    Buffer.alloc(size, 0xec),
  ])
}

export interface OwnPlugin {
  owner: TestUser
  id: string
  slug: string
}

const owners = new WeakMap<Call, Promise<TestUser>>()

/** A new plugin; all those of one `call` have the same owner. */
export async function ownPlugin(call: Call): Promise<OwnPlugin> {
  const signedUp = owners.get(call) ?? signUp(call)
  owners.set(call, signedUp)
  const owner = await signedUp
  const { id, slug } = await newPlugin(call, owner.token)
  return { owner, id, slug }
}

export interface MediaUpload {
  bytes?: Uint8Array
  fileName?: string
  type?: string
  caption?: string
}

export function mediaForm({ bytes = IMAGES['image/png'], fileName, type, caption }: MediaUpload = {}) {
  const form = new FormData()
  const file = new File([new Uint8Array(bytes)], fileName ?? 'screenshot.png', { type: type ?? 'image/png' })
  form.append('file', file)
  if (caption !== undefined) form.append('caption', caption)
  return form
}

/** Uploads to the gallery as the owner: a PNG of one pixel, unless said otherwise. */
export const uploadMedia = (call: Call, { owner, slug }: OwnPlugin, what?: MediaUpload): Promise<Answer> =>
  call(`POST /plugins/${slug}/media`, { token: owner.token, body: mediaForm(what) })

/** Uploads an icon as the owner. */
export const uploadIcon = (call: Call, { owner, slug }: OwnPlugin, what?: MediaUpload): Promise<Answer> =>
  call(`POST /plugins/${slug}/icon`, { token: owner.token, body: mediaForm(what) })

/** How many objects the storage of an app has. */
export async function objectsOf({ home }: TestApp): Promise<number> {
  const options = { recursive: true, withFileTypes: true } as const
  const files = await readdir(join(home.dataDir, 'objects'), options).catch(() => [])
  return files.filter((each) => each.isFile()).length
}

/** A plugin with so many pictures, and their ids in the order of their positions. */
export async function gallery(call: Call, size: number): Promise<OwnPlugin & { ids: string[] }> {
  const plugin = await ownPlugin(call)
  const ids: string[] = []
  for (let at = 0; at < size; at += 1) {
    const { status, body } = await uploadMedia(call, plugin, { bytes: uniquePng() })
    if (status !== 201) throw new Error(`not uploaded: ${status} ${JSON.stringify(body)}`)
    ids.push(body.id)
  }
  return { ...plugin, ids }
}

import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { sha256, untilEmpty } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { IMAGES, imageOf } from '../../support/images.ts'
import { newKey } from '../../support/keys.ts'
import { mp4Of, ownPlugin, uploadMedia, webmOf } from '../../support/media.ts'
import { multipart, type Part } from '../../support/multipart.ts'

const IMAGE_LIMIT = 10_485_760
const app = testApp()
const call = callerOf(app)
const png = IMAGES['image/png']
const spooled = () => untilEmpty(app.current.services.settings.spoolDirectory)

describe('an uploaded media item', () => {
  it('is answered as it is stored, with a link that shows the same bytes to anybody', async () => {
    const plugin = await ownPlugin(call)
    const { status, body } = await uploadMedia(call, plugin, { caption: '  Main gameplay overview ' })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/),
      plugin_id: plugin.id,
      media_type: 'image',
      original_filename: 'screenshot.png',
      file_size: png.length,
      mime_type: 'image/png',
      url: expect.stringMatching(/^http/),
      caption: 'Main gameplay overview',
      position: 0,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    })
    const shown = await fetch(body.url)
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png)
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="screenshot.png"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    })
    expect(await spooled()).toEqual([])
  })

  it.each<[string, Buffer, string]>([
    ['image/png', png, 'image'],
    ['image/jpeg', IMAGES['image/jpeg'], 'image'],
    ['image/webp', IMAGES['image/webp'], 'image'],
    ['video/mp4', mp4Of(), 'video'],
    ['video/webm', webmOf(), 'video'],
  ])('can be %s, whatever the client calls it', async (mime, bytes, mediaType) => {
    const plugin = await ownPlugin(call)
    for (const type of [mime, 'application/octet-stream', 'text/html']) {
      const { status, body } = await uploadMedia(call, plugin, { bytes, type, fileName: 'a.html' })
      expect([status, body.mime_type, body.media_type]).toEqual([201, mime, mediaType])
      const shown = await fetch(body.url)
      expect(shown.headers.get('content-type')).toBe(mime)
      expect(shown.headers.get('content-disposition')).toMatch(
        /^inline; filename="a\.html\.(png|jpg|webp|mp4|webm)"$/,
      )
    }
  })

  it('is linked for an hour', async () => {
    const { body } = await uploadMedia(call, await ownPlugin(call))
    const left = Number(new URL(body.url).searchParams.get('expires')) - Date.now() / 1000
    expect(left).toBeGreaterThan(3_590)
    expect(left).toBeLessThanOrEqual(3_601)
  })

  it('of a video can be asked for in parts, as players do', async () => {
    const bytes = mp4Of(undefined, 5000)
    const { body } = await uploadMedia(call, await ownPlugin(call), { bytes })
    const part = await fetch(body.url, { headers: { range: 'bytes=100-199' } })
    expect([part.status, part.headers.get('content-type')]).toEqual([206, 'video/mp4'])
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true)
  })

  it('stands behind those that were there', async () => {
    const plugin = await ownPlugin(call)
    const positions = []
    for (const _ of [1, 2, 3]) positions.push((await uploadMedia(call, plugin)).body.position)
    expect(positions).toEqual([0, 1, 2])
  })

  it('is stored under the slug and its id', async () => {
    const plugin = await ownPlugin(call)
    const { body } = await uploadMedia(call, plugin, { bytes: IMAGES['image/jpeg'], fileName: 'a.JPEG' })
    expect(await app.current.services.storage.exists(`plugins/${plugin.slug}/media/${body.id}.jpg`)).toBe(
      true,
    )
    expect((await fetch(body.url)).headers.get('content-disposition')).toBe('inline; filename="a.JPEG"')
  })

  it('can be uploaded with a key for uploads', async () => {
    const plugin = await ownPlugin(call)
    const { key } = await newKey(call, plugin.owner.token, { permissions: ['upload'] })
    expect((await uploadMedia(call, { ...plugin, owner: { ...plugin.owner, token: key } })).status).toBe(201)
  })
})

describe('the form', () => {
  const file: Part = { name: 'file', fileName: 'a.png', type: 'image/png', data: png }

  async function send(...parts: Part[]) {
    const { owner, slug } = await ownPlugin(call)
    const { body, contentType } = multipart(parts)
    return call(`POST /plugins/${slug}/media`, {
      token: owner.token,
      body,
      headers: { 'content-type': contentType },
    })
  }

  it('takes its fields in any order', async () => {
    const caption = { name: 'caption', data: 'A caption' }
    expect((await send(caption, file)).body.caption).toBe('A caption')
    expect((await send(file, caption)).body.caption).toBe('A caption')
  })

  it.each<[string, string | undefined, string | null]>([
    ['no caption', undefined, null],
    ['an empty caption', '', null],
    ['a caption of spaces', '  \t', null],
    ['a caption in another alphabet', 'Überblick – 概要 🎃', 'Überblick – 概要 🎃'],
    ['a caption of 200 characters beyond the BMP', '🎃'.repeat(200), '🎃'.repeat(200)],
    ['a caption with control characters', 'a\u0000b\u001bc\nd', 'abcd'],
    ['a caption that looks like a script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('can have %s', async (_, sent, kept) => {
    const { status, body } = await send(
      file,
      ...(sent === undefined ? [] : [{ name: 'caption', data: sent }]),
    )
    expect([status, body.caption]).toEqual([201, kept])
  })

  it.each<[string, Part[]]>([
    ['no file', [{ name: 'caption', data: 'x' }]],
    ['text instead of a file', [{ name: 'file', data: 'x' }]],
    ['two files', [file, file]],
    ['a file of another name', [{ ...file, name: 'media' }]],
    ['an encoded file', [{ ...file, headers: ['Content-Transfer-Encoding: base64'] }]],
    ['two captions', [file, { name: 'caption', data: 'a' }, { name: 'caption', data: 'b' }]],
    ['a caption of 201 characters', [file, { name: 'caption', data: 'é'.repeat(201) }]],
    ['a caption of 20,000 characters', [file, { name: 'caption', data: 'x'.repeat(20_000) }]],
    ['too many fields', [...Array.from({ length: 40 }, (_, at) => ({ name: `f${at}`, data: '' })), file]],
  ])('is refused with %s', async (_, parts) => {
    const { status, body } = await send(...parts)
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
    expect(await spooled()).toEqual([])
  })

  it('is refused when it ends too early', async () => {
    const { owner, slug } = await ownPlugin(call)
    const { body, contentType } = multipart([file])
    const headers = { 'content-type': contentType }
    const cut = { token: owner.token, body: body.subarray(0, -30), headers }
    expect((await call(`POST /plugins/${slug}/media`, cut)).status).toBe(400)
  })

  it.each([
    ['JSON', 'application/json', '{"caption":"x"}'],
    ['an image without a form', 'image/png', png],
  ])('is not %s', async (_, type, body) => {
    const { owner, slug } = await ownPlugin(call)
    const answer = await call(`POST /plugins/${slug}/media`, {
      token: owner.token,
      body,
      headers: { 'content-type': type },
    })
    expect([answer.status, answer.body.error.code]).toEqual([415, 'unsupported_media_type'])
  })
})

describe('the size', () => {
  it('of an image may be 10 MB, and not one byte more', async () => {
    const plugin = await ownPlugin(call)
    const bytes = imageOf(IMAGE_LIMIT)
    const { status, body } = await uploadMedia(call, plugin, { bytes })
    expect([status, body.file_size]).toEqual([201, IMAGE_LIMIT])
    expect(sha256(Buffer.from(await (await fetch(body.url)).arrayBuffer()))).toBe(sha256(bytes))
    const larger = await uploadMedia(call, plugin, { bytes: imageOf(IMAGE_LIMIT + 1) })
    expect([larger.status, larger.body.error.code]).toEqual([400, 'bad_request'])
    expect(larger.body.error.issues).toEqual([
      { path: 'file', message: expect.stringContaining(`${IMAGE_LIMIT} bytes for images`) },
    ])
  })

  it('of a video may be more than that', async () => {
    const bytes = mp4Of(undefined, IMAGE_LIMIT)
    const { status, body } = await uploadMedia(call, await ownPlugin(call), { bytes })
    expect([status, body.file_size]).toEqual([201, bytes.length])
  })

  it('of a video may be 100 MB, and not one byte more', async () => {
    const plugin = await ownPlugin(call)
    const bytes = mp4Of()
    const limit = mp4Of(undefined, 104_857_600 - bytes.length + 200)
    expect((await uploadMedia(call, plugin, { bytes: limit })).body.file_size).toBe(104_857_600)
    const { status, body } = await uploadMedia(call, plugin, {
      bytes: Buffer.concat([limit, Buffer.alloc(1)]),
    })
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
    expect(body.error.message).toContain('104857600 bytes')
    expect(await spooled()).toEqual([])
  }, 60_000)

  it('may not be zero', async () => {
    const { status, body } = await uploadMedia(call, await ownPlugin(call), { bytes: Buffer.alloc(0) })
    expect([status, body.error.message]).toEqual([400, 'file: is empty.'])
  })
})

import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { elf, untilEmpty } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { grantRole } from '../../support/execute.ts'
import { IMAGES } from '../../support/images.ts'
import { newKey } from '../../support/keys.ts'
import { gallery, mediaForm, mp4Of, ownPlugin, pngOf, uploadMedia, webmOf } from '../../support/media.ts'
import { multipart, rawConnection } from '../../support/multipart.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const png = IMAGES['image/png']
const { 'image/jpeg': jpeg, 'image/webp': webp, 'image/gif': gif } = IMAGES
const page = Buffer.from('<!doctype html><script>alert(1)</script>')

const spooled = () => untilEmpty(app.current.services.settings.spoolDirectory)
const listOf = async (slug: string) => (await call(`GET /plugins/${slug}/media`)).body

describe('a file that is no picture or video', () => {
  it.each<[string, Buffer, string]>([
    ['a web page that is called PNG', page, 'image/png'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['a GIF', gif, 'image/gif'],
    ['a program', elf, 'image/png'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'image/png'],
    ['a ZIP archive', Buffer.from('504b0304140000000800', 'hex'), 'image/webp'],
    ['a QuickTime film', mp4Of(['qt  ', 'qt  ']), 'video/mp4'],
    ['an AVIF image', mp4Of(['avif', 'mif1']), 'video/mp4'],
    ['a Matroska film', webmOf('matroska'), 'video/webm'],
    ['a PNG that is cut off', png.subarray(0, -1), 'image/png'],
    ['a JPEG that is cut off', jpeg.subarray(0, -2), 'image/jpeg'],
    ['a WebP that is cut off', webp.subarray(0, -4), 'image/webp'],
    ['a PNG with a page behind it', Buffer.concat([png, page]), 'image/png'],
    ['a JPEG with an archive behind it', Buffer.concat([jpeg, Buffer.from('504b0506', 'hex')]), 'image/jpeg'],
    ['a PNG of 400 million pixels', pngOf(20_000, 20_000), 'image/png'],
  ])('is refused: %s', async (_, bytes, type) => {
    const plugin = await ownPlugin(call)
    const { status, body } = await uploadMedia(call, plugin, { bytes, type })
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
    expect(body.error.issues).toEqual([{ path: 'file', message: expect.any(String) }])
    expect(await listOf(plugin.slug)).toEqual([])
    expect(await spooled()).toEqual([])
  })
})

describe("a file's name", () => {
  async function send(fileName: string | Buffer) {
    const { owner, slug } = await ownPlugin(call)
    const form = multipart([{ name: 'file', fileName, type: 'image/png', data: png }])
    const headers = { 'content-type': form.contentType }
    return call(`POST /plugins/${slug}/media`, { token: owner.token, body: form.body, headers })
  }

  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a path', '../../../etc/passwd'],
    ['an absolute path', '/etc/passwd.png'],
    ['a path of Windows', 'C:\\\\pictures\\\\a.png'],
    ['a folder', '..'],
    ['a zero byte', 'a\0.png'],
    ['an escape character', 'a\u001b[2J.png'],
    ['a right-to-left override', 'a\u202egnp.exe'],
    ['an invisible character', 'a\u200b.png'],
    ['256 characters', `${'n'.repeat(252)}.png`],
    ['1,000 characters', `${'n'.repeat(996)}.png`],
    ['a lone surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x62])],
  ])('cannot be %s', async (_, name) => {
    const { status, body } = await send(name)
    expect([status, body.error?.code, body.error?.issues?.[0]?.path]).toEqual([400, 'bad_request', 'file'])
  })

  it.each([
    'Bildschirmfoto „1“.png',
    '截图 2026.png',
    'لقطة.png',
    '🎃'.repeat(255),
    "it's 100% #1 & x=y?.png",
    '__proto__',
  ])('can be %s and comes back', async (name) => {
    const { status, body } = await send(name)
    expect([status, body.original_filename]).toEqual([201, name])
    const shown = await fetch(body.url)
    expect(shown.status).toBe(200)
    const disposition = shown.headers.get('content-disposition') ?? ''
    const encoded = /filename\*=UTF-8''(.*)/.exec(disposition)?.[1]
    const given = encoded ? decodeURIComponent(encoded) : /filename="(.*)"/.exec(disposition)?.[1]
    expect(given).toBe(name.endsWith('.png') ? name : `${name}.png`)
  })
})

describe('who may upload', () => {
  it('is nobody without a credential or with a forged one', async () => {
    const { slug, owner } = await ownPlugin(call)
    const { status, headers } = await call(`POST /plugins/${slug}/media`, { body: mediaForm() })
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    const token = `${owner.token.slice(0, -4)}AAAA`
    expect((await call(`POST /plugins/${slug}/media`, { token, body: mediaForm() })).status).toBe(401)
  })

  it('is not somebody else, not with a key and not as a moderator, but an admin', async () => {
    const plugin = await ownPlugin(call)
    const other = await signUp(call)
    const { key } = await newKey(call, other.token, { permissions: ['upload', 'publish'] })
    const as = (token: string) => uploadMedia(call, { ...plugin, owner: { ...other, token } })
    const [session, byKey] = [await as(other.token), await as(key)]
    expect([session.status, session.body.error.code, byKey.status]).toEqual([403, 'forbidden', 403])
    await grantRole(app.current, other.profile.id, 'moderator')
    expect((await as(other.token)).status).toBe(403)
    await grantRole(app.current, other.profile.id, 'admin')
    expect([(await as(other.token)).status, (await as(key)).status]).toEqual([201, 403])
  })

  it('is not a key that lacks the scope', async () => {
    const plugin = await ownPlugin(call)
    const { key } = await newKey(call, plugin.owner.token, { permissions: ['publish', 'read', 'write'] })
    const { status, body } = await uploadMedia(call, { ...plugin, owner: { ...plugin.owner, token: key } })
    expect([status, body.error.code, body.error.required_scope]).toEqual([
      403,
      'insufficient_scope',
      'upload',
    ])
  })

  it.each([401, 403, 404, 409] as const)('is told before the body is read: %i', async (expected) => {
    const { slug, owner } = expected === 409 ? await gallery(call, 10) : await ownPlugin(call)
    const { token } = expected === 403 ? await signUp(call) : owner
    const connection = await rawConnection(app.current.origin)
    const lines = [
      `POST /api/v1/plugins/${expected === 404 ? 'no-such-plugin' : slug}/media HTTP/1.1`,
      'host: test',
      'content-type: multipart/form-data; boundary=b',
      'content-length: 50000000',
      ...(expected === 401 ? [] : [`authorization: Bearer ${token}`]),
    ]
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    expect((await connection.answer()).status).toBe(expected)
    connection.socket.destroy()
  })
})

describe('a plugin that is not there has no gallery', () => {
  it('after it was deactivated or deleted', async () => {
    const [deactivated, deleted] = [await ownPlugin(call), await ownPlugin(call)]
    await deactivatePlugin(app.current, deactivated.slug)
    await call(`DELETE /plugins/${deleted.slug}`, { token: deleted.owner.token })
    for (const plugin of [deactivated, deleted]) {
      const { status, body } = await uploadMedia(call, plugin)
      expect([status, body.error.code]).toEqual([404, 'not_found'])
    }
  })

  it('when it is deleted while the upload comes in', async () => {
    const { owner, slug } = await ownPlugin(call)
    const form = multipart([{ name: 'file', fileName: 'a.png', type: 'image/png', data: png }])
    const connection = await rawConnection(app.current.origin)
    const lines = [
      `POST /api/v1/plugins/${slug}/media HTTP/1.1`,
      'host: test',
      `content-type: ${form.contentType}`,
      `content-length: ${form.body.length}`,
      `authorization: Bearer ${owner.token}`,
    ]
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    connection.write(form.body.subarray(0, 150))
    await call(`DELETE /plugins/${slug}`, { token: owner.token })
    connection.write(form.body.subarray(150))
    expect((await connection.answer()).status).toBe(404)
    expect(await spooled()).toEqual([])
    connection.socket.destroy()
  })

  it.each(ODD_PATHS)('and has none under %s', async (_, odd) => {
    const { token } = await signUp(call)
    const { status } = await call(`POST /plugins/${odd}/media`, { token, body: mediaForm() })
    expect([400, 404]).toContain(status)
  })
})

it('RPC tells that uploads go over REST', async () => {
  const { owner, slug } = await ownPlugin(call)
  const { status, body } = await call('POST //trpc/media.upload', { token: owner.token, body: { slug } })
  expect([status, body.error.data.code]).toEqual([415, 'unsupported_media_type'])
})

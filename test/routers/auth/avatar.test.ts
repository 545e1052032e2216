import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { claimsOf, forge } from '../../support/forge.ts'
import { avatarForm, IMAGES, imageOf } from '../../support/images.ts'
import { multipart, type Part, rawConnection } from '../../support/multipart.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const LIMIT = 2_097_152
const png = IMAGES['image/png']
const upload = (token: string, bytes: Buffer = png, type = 'image/png', name?: string) =>
  call('POST /auth/avatar', { token, body: avatarForm(bytes, type, name) })

/** What a URL of ours gives, taken from the root. */
const get = (url: string) => call(`GET /${url}`)
const spooled = () => readdir(app.current.services.settings.spoolDirectory).catch(() => [])

describe('an avatar', () => {
  it.each(Object.entries(IMAGES))('can be %s, and its URL is in the profile', async (type, bytes) => {
    const { token, profile } = await signUp(call)
    const { status, body } = await upload(token, bytes, type)
    expect([status, body]).toEqual([
      200,
      {
        ...profile,
        avatar_url: expect.stringMatching(
          new RegExp(`^/api/v1/users/${profile.id}/avatar\\?v=[0-9a-f]{12}$`),
        ),
      },
    ])
    expect((await call('GET /auth/me', { token })).body).toEqual(body)
    const shown = await get(body.avatar_url)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, type])
    expect(shown.body.equals(bytes)).toBe(true)
    expect(await spooled()).toEqual([])
  })

  it('gets a new URL with every new picture, and takes the place of the one before', async () => {
    const { token } = await signUp(call)
    const first = (await upload(token)).body.avatar_url
    const second = (await upload(token, IMAGES['image/gif'], 'image/gif')).body.avatar_url
    expect(second).not.toBe(first)
    expect((await get(second)).headers.get('content-type')).toBe('image/gif')
    expect((await upload(token)).body.avatar_url).toBe(first)
  })

  it('belongs to who sent it alone', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    await upload(alex.token)
    expect((await call('GET /auth/me', { token: eve.token })).body.avatar_url).toBeNull()
    expect((await call(`GET /users/${eve.profile.id}/avatar`)).status).toBe(404)
  })

  it('may have exactly 2 MB, and not one byte more', async () => {
    const { token } = await signUp(call)
    expect((await upload(token, imageOf(LIMIT))).status).toBe(200)
    const { status, body } = await upload(token, imageOf(LIMIT + 1))
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
    expect(body.error.issues).toEqual([
      { path: 'avatar', message: expect.stringContaining(`${LIMIT} bytes`) },
    ])
    expect((await upload(token, imageOf(LIMIT * 10))).status).toBe(400)
    expect(await spooled()).toEqual([])
  })

  it('is one of the pictures that were sent at once, with its own URL', async () => {
    const { token } = await signUp(call)
    const pictures = Array.from({ length: 12 }, (_, i) => imageOf(200 + i))
    const answers = await Promise.all(pictures.map((bytes) => upload(token, bytes)))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    const { avatar_url } = (await call('GET /auth/me', { token })).body
    const shown = await get(avatar_url)
    expect(pictures.some((bytes) => bytes.equals(shown.body))).toBe(true)
    expect(shown.headers.get('etag')?.slice(1, 13)).toBe(
      new URL(avatar_url, 'http://x').searchParams.get('v'),
    )
  })

  it('may have any name, which is not kept', async () => {
    const { token } = await signUp(call)
    for (const name of ['../../etc/passwd', 'मैं.png', 'x'.repeat(300), '.']) {
      expect((await upload(token, png, 'image/png', name)).status).toBe(200)
    }
  })
})

describe('what is no avatar', () => {
  it.each([
    ['a PNG that is called JPEG', png, 'image/jpeg'],
    ['a JPEG that is called PNG', IMAGES['image/jpeg'], 'image/png'],
    ['a web page that is called PNG', Buffer.from('<!doctype html><script>1</script>'), 'image/png'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['a PNG that is called a stream', png, 'application/octet-stream'],
    ['a picture of another kind', Buffer.from('BM6\0\0\0\0\0\0\0'), 'image/bmp'],
    ['a PNG without its first byte', png.subarray(1), 'image/png'],
    ['a PNG that is cut off', png.subarray(0, -4), 'image/png'],
    ['a PNG with a page behind it', Buffer.concat([png, Buffer.from('<script>1</script>')]), 'image/png'],
    ['nothing', Buffer.alloc(0), 'image/png'],
  ])('is refused: %s', async (_what, bytes, type) => {
    const { token, profile } = await signUp(call)
    const { status, body } = await upload(token, bytes, type)
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
    expect(body.error.issues).toMatchObject([{ path: 'avatar' }])
    expect((await call('GET /auth/me', { token })).body).toEqual(profile)
    expect(await spooled()).toEqual([])
  })

  const file: Part = { name: 'avatar', fileName: 'a.png', type: 'image/png', data: png }

  it.each<[string, Part[]]>([
    ['no part', []],
    ['text instead of a file', [{ name: 'avatar', data: 'me' }]],
    ['a file of another name', [{ ...file, name: 'file' }]],
    ['two files', [file, file]],
    ['a file without a type', [{ ...file, type: undefined }]],
    ['an encoded file', [{ ...file, headers: ['Content-Transfer-Encoding: base64'] }]],
    ['too many fields', [...Array.from({ length: 40 }, (_, i) => ({ name: `f${i}`, data: '' })), file]],
  ])('is refused: a form with %s', async (_what, parts) => {
    const { token } = await signUp(call)
    const { body, contentType } = multipart(parts)
    const answer = await call('POST /auth/avatar', { token, body, headers: { 'content-type': contentType } })
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
    expect(await spooled()).toEqual([])
  })

  it('is refused: a form that ends too early', async () => {
    const { token } = await signUp(call)
    const { body, contentType } = multipart([file])
    const headers = { 'content-type': contentType }
    const cut = body.subarray(0, body.length - 30)
    expect((await call('POST /auth/avatar', { token, body: cut, headers })).status).toBe(400)
  })

  it.each([
    ['JSON', 'application/json', '{"avatar":"data:image/png;base64,"}'],
    ['a picture without a form', 'image/png', png],
  ])('is refused: %s', async (_what, type, body) => {
    const { token } = await signUp(call)
    const answer = await call('POST /auth/avatar', { token, body, headers: { 'content-type': type } })
    expect([answer.status, answer.body.error.code]).toEqual([415, 'unsupported_media_type'])
  })
})

describe('who may upload', () => {
  it('is nobody without a credential, with a forged one, or with one that has ended', async () => {
    const { token } = await signUp(call)
    const forged = forge({ claims: claimsOf(token), secret: 'x'.repeat(48) })
    await call('POST /auth/logout', { token })
    expect((await call('POST /auth/avatar', { body: avatarForm(png, 'image/png') })).status).toBe(401)
    for (const each of [forged, token]) expect((await upload(each)).status).toBe(401)
  })

  it('is told before the body is read', async () => {
    const connection = await rawConnection(app.current.origin)
    const lines = [
      'POST /api/v1/auth/avatar HTTP/1.1',
      'host: test',
      'content-type: multipart/form-data; boundary=b',
      'content-length: 2000000',
    ]
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    expect((await connection.answer()).status).toBe(401)
    connection.socket.destroy()
  })

  it('does so over REST: RPC says so', async () => {
    const { token } = await signUp(call)
    const { status, body } = await call('POST //trpc/auth.uploadAvatar', { token, body: {} })
    expect([status, body.error.data.code]).toEqual([415, 'unsupported_media_type'])
  })
})

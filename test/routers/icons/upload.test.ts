import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { elf, untilEmpty } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { IMAGES, imageOf } from '../../support/images.ts'
import { newKey } from '../../support/keys.ts'
import {
  animatedPng,
  mediaForm,
  mp4Of,
  type OwnPlugin,
  ownPlugin,
  pngOf,
  uploadIcon,
} from '../../support/media.ts'
import { multipart, type Part, rawConnection } from '../../support/multipart.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const LIMIT = 2_097_152
const app = testApp()
const call = callerOf(app)
const png = IMAGES['image/png']

const get = (url: string) => call(`GET /${url}`)
const spooled = () => untilEmpty(app.current.services.settings.spoolDirectory)
const detailOf = async ({ slug }: OwnPlugin) => (await call(`GET /plugins/${slug}`)).body
const eventsOf = ({ slug }: OwnPlugin) =>
  execute(app.current, "select 1 from outbox_events where type = 'plugin.updated' and data->>'slug' = ?", [
    slug,
  ])

describe('an icon', () => {
  it.each(['image/png', 'image/jpeg', 'image/webp'] as const)(
    'can be %s, and its URL is in the plugin',
    async (type) => {
      const plugin = await ownPlugin(call)
      const before = await detailOf(plugin)
      const { status, body } = await uploadIcon(call, plugin, { bytes: IMAGES[type], type: 'text/plain' })
      expect([status, body]).toEqual([
        200,
        {
          ...before,
          icon_url: expect.stringMatching(
            new RegExp(`^/api/v1/plugins/${plugin.slug}/icon\\?v=[0-9a-f]{12}$`),
          ),
          updated_at: expect.any(String),
        },
      ])
      expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(before.updated_at))
      expect(await detailOf(plugin)).toEqual(body)
      const shown = await get(body.icon_url)
      expect([shown.status, shown.headers.get('content-type')]).toEqual([200, type])
      expect(shown.body.equals(IMAGES[type])).toBe(true)
      expect(await spooled()).toEqual([])
    },
  )

  it('is announced once', async () => {
    const plugin = await ownPlugin(call)
    await uploadIcon(call, plugin)
    expect(await eventsOf(plugin)).toHaveLength(1)
  })

  it('may have exactly 2 MB, and not one byte more', async () => {
    const plugin = await ownPlugin(call)
    expect((await uploadIcon(call, plugin, { bytes: imageOf(LIMIT) })).status).toBe(200)
    for (const size of [LIMIT + 1, LIMIT * 10]) {
      const { status, body } = await uploadIcon(call, plugin, { bytes: imageOf(size) })
      expect([status, body.error.code]).toEqual([422, 'validation_failed'])
      expect(body.error.issues).toEqual([
        { path: 'file', message: expect.stringContaining(`${LIMIT} bytes`) },
      ])
    }
    expect(await spooled()).toEqual([])
  })

  it.each([
    '../../etc/passwd',
    'a\\b.png',
    'x'.repeat(1000),
    'a\u202egnp.exe',
    '.',
    'a\u001b.png',
    '截图.png',
  ])('may be called %j, which is not kept', async (fileName) => {
    const { owner, slug } = await ownPlugin(call)
    const form = multipart([{ name: 'file', fileName, type: 'image/png', data: png }])
    const headers = { 'content-type': form.contentType }
    const { status, body } = await call(`POST /plugins/${slug}/icon`, {
      token: owner.token,
      body: form.body,
      headers,
    })
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toContain('passwd')
  })
})

describe('what is no icon', () => {
  it.each<[string, Buffer]>([
    ['a web page', Buffer.from('<!doctype html><script>1</script>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a GIF', IMAGES['image/gif']],
    ['a video', mp4Of()],
    ['a program', elf],
    ['nothing', Buffer.alloc(0)],
    ['an animated PNG', animatedPng()],
    ['a PNG that is cut off', png.subarray(0, -3)],
    ['a PNG with something behind it', Buffer.concat([png, Buffer.from('PK')])],
    ['a PNG of 400 million pixels', pngOf(20_000, 20_000)],
  ])('is refused: %s', async (_, bytes) => {
    const plugin = await ownPlugin(call)
    const { status, body } = await uploadIcon(call, plugin, { bytes })
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([422, 'validation_failed', 'file'])
    expect((await detailOf(plugin)).icon_url).toBeNull()
    expect(await eventsOf(plugin)).toEqual([])
    expect(await spooled()).toEqual([])
  })

  const file: Part = { name: 'file', fileName: 'a.png', type: 'image/png', data: png }

  it.each<[string, Part[]]>([
    ['no part', []],
    ['text instead of a file', [{ name: 'file', data: 'x' }]],
    ['a file of another name', [{ ...file, name: 'icon' }]],
    ['two files', [file, file]],
    ['an encoded file', [{ ...file, headers: ['Content-Transfer-Encoding: base64'] }]],
  ])('is refused: a form with %s', async (_, parts) => {
    const { owner, slug } = await ownPlugin(call)
    const { body, contentType } = multipart(parts)
    const headers = { 'content-type': contentType }
    const answer = await call(`POST /plugins/${slug}/icon`, { token: owner.token, body, headers })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
    expect(await spooled()).toEqual([])
  })

  it('is refused: a form that ends too early, and what is no form', async () => {
    const { owner, slug } = await ownPlugin(call)
    const { body, contentType } = multipart([file])
    const send = (sent: Uint8Array, type: string) =>
      call(`POST /plugins/${slug}/icon`, {
        token: owner.token,
        body: sent,
        headers: { 'content-type': type },
      })
    expect((await send(body.subarray(0, -30), contentType)).status).toBe(400)
    expect((await send(png, 'image/png')).status).toBe(415)
  })
})

describe('who may upload', () => {
  const as = (plugin: OwnPlugin, token: string) =>
    uploadIcon(call, { ...plugin, owner: { ...plugin.owner, token } })

  it('is the owner, a key of theirs that may publish, and an admin', async () => {
    const plugin = await ownPlugin(call)
    const { key } = await newKey(call, plugin.owner.token, { permissions: ['publish'] })
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    for (const token of [key, admin.token]) expect((await as(plugin, token)).status).toBe(200)
  })

  it('is nobody else', async () => {
    const plugin = await ownPlugin(call)
    const other = await signUp(call)
    const theirs = await newKey(call, other.token, { permissions: ['publish'] })
    const scopeless = await newKey(call, plugin.owner.token, { permissions: ['upload'] })
    expect((await call(`POST /plugins/${plugin.slug}/icon`, { body: mediaForm() })).status).toBe(401)
    expect((await as(plugin, other.token)).body.error.code).toBe('forbidden')
    expect((await as(plugin, theirs.key)).body.error.code).toBe('forbidden')
    expect((await as(plugin, scopeless.key)).body.error).toMatchObject({
      code: 'insufficient_scope',
      required_scope: 'publish',
    })
    await grantRole(app.current, other.profile.id, 'moderator')
    expect((await as(plugin, other.token)).status).toBe(403)
    expect((await detailOf(plugin)).icon_url).toBeNull()
  })

  it.each([401, 403, 404] as const)('is told before the body is read: %i', async (expected) => {
    const { slug, owner } = await ownPlugin(call)
    const { token } = expected === 403 ? await signUp(call) : owner
    const connection = await rawConnection(app.current.origin)
    const lines = [
      `POST /api/v1/plugins/${expected === 404 ? 'no-such-plugin' : slug}/icon HTTP/1.1`,
      'host: test',
      'content-type: multipart/form-data; boundary=b',
      'content-length: 2000000',
      ...(expected === 401 ? [] : [`authorization: Bearer ${token}`]),
    ]
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    expect((await connection.answer()).status).toBe(expected)
    connection.socket.destroy()
  })
})

describe('a plugin that is not there has no icon', () => {
  it('after it was deactivated or deleted', async () => {
    const [deactivated, deleted] = [await ownPlugin(call), await ownPlugin(call)]
    await deactivatePlugin(app.current, deactivated.slug)
    await call(`DELETE /plugins/${deleted.slug}`, { token: deleted.owner.token })
    for (const plugin of [deactivated, deleted]) expect((await uploadIcon(call, plugin)).status).toBe(404)
  })

  it.each(ODD_PATHS)('and has none under %s', async (_, odd) => {
    const { owner } = await ownPlugin(call)
    const { status } = await call(`POST /plugins/${odd}/icon`, { token: owner.token, body: mediaForm() })
    expect([400, 404]).toContain(status)
  })
})

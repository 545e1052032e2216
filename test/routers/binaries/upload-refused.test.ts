import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { elf, machO, ownRelease, sha256, untilEmpty, upload, uploadForm } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { multipart, type Part, rawConnection } from '../../support/multipart.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const platform: Part = { name: 'platform', data: 'linux' }
const file = (fileName: string | Buffer = 'plugin.so'): Part => ({
  name: 'file',
  fileName,
  type: 'application/octet-stream',
  data: elf,
})

/** Uploads a form as the owner of a new release, byte for byte as given. */
async function send(...parts: Part[]) {
  const release = await ownRelease(call)
  const { body, contentType } = multipart(parts)
  const headers = { 'content-type': contentType }
  return call(`POST ${release.path}/binaries`, { token: release.owner.token, body, headers })
}

describe('who may upload', () => {
  it('is nobody without a credential', async () => {
    const { path } = await ownRelease(call)
    const { status, headers } = await call(`POST ${path}/binaries`, { body: uploadForm() })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Bearer')
  })

  it('is nobody with a forged credential', async () => {
    const { path, owner } = await ownRelease(call)
    const token = `${owner.token.slice(0, -4)}AAAA`
    expect((await call(`POST ${path}/binaries`, { token, body: uploadForm() })).status).toBe(401)
  })

  it('is nobody whose session has ended', async () => {
    const { path } = await ownRelease(call)
    const { token } = await signUp(call)
    await call('POST /auth/logout', { token })
    expect((await call(`POST ${path}/binaries`, { token, body: uploadForm() })).status).toBe(401)
  })

  it('is not somebody else', async () => {
    const { path } = await ownRelease(call)
    const { token } = await signUp(call)
    const { status, body } = await call(`POST ${path}/binaries`, { token, body: uploadForm() })
    expect(status).toBe(403)
    expect(body.error.code).toBe('forbidden')
    expect((await call(`GET ${path}/binaries`)).body.binaries).toEqual([])
  })

  it('is not a moderator, but an admin', async () => {
    const release = await ownRelease(call)
    const staff = await signUp(call)
    await grantRole(app.current, staff.profile.id, 'moderator')
    expect((await upload(call, { ...release, owner: staff })).status).toBe(403)
    await grantRole(app.current, staff.profile.id, 'admin')
    expect((await upload(call, { ...release, owner: staff })).status).toBe(201)
  })

  it.each([401, 403, 404] as const)('is told before the body is read: %i', async (status) => {
    const { path, owner } = await ownRelease(call)
    const token = status === 403 ? (await signUp(call)).token : owner.token
    const connection = await rawConnection(app.current.origin)
    const lines = [
      `POST /api/v1${status === 404 ? '/plugins/no-such-plugin/versions/1.0.0' : path}/binaries HTTP/1.1`,
      'host: test',
      'content-type: multipart/form-data; boundary=b',
      'content-length: 50000000',
      ...(status === 401 ? [] : [`authorization: Bearer ${token}`]),
    ]
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    expect((await connection.answer()).status).toBe(status)
    connection.socket.destroy()
  })
})

describe('what is not there takes no binary', () => {
  it('an unknown plugin or version', async () => {
    const { owner, slug } = await ownRelease(call)
    for (const path of [
      '/plugins/no-such-plugin/versions/1.0.0',
      `/plugins/${slug}/versions/9.9.9`,
    ] as const) {
      const { status, body } = await call(`POST ${path}/binaries`, { token: owner.token, body: uploadForm() })
      expect({ path, status, code: body.error.code }).toEqual({ path, status: 404, code: 'not_found' })
    }
  })

  it('a version named by another spelling', async () => {
    const { owner, slug } = await ownRelease(call, '1.0.0+build.1')
    for (const version of ['1.0.0', 'v1.0.0', '1.0', '1.0.0+build.2']) {
      const path = `POST /plugins/${slug}/versions/${encodeURIComponent(version)}/binaries` as const
      expect((await call(path, { token: owner.token, body: uploadForm() })).status).toBe(404)
    }
  })

  it('a deleted plugin', async () => {
    const release = await ownRelease(call)
    await call(`DELETE /plugins/${release.slug}`, { token: release.owner.token })
    expect((await upload(call, release)).status).toBe(404)
  })

  it('a deactivated plugin', async () => {
    const release = await ownRelease(call)
    await execute(app.current, 'update plugins set deactivated_at = now() where slug = ?', [release.slug])
    expect((await upload(call, release)).status).toBe(404)
  })

  it('a plugin that is deleted while the upload comes in', async () => {
    const { path, slug, owner } = await ownRelease(call)
    const form = multipart([platform, file()])
    const connection = await rawConnection(app.current.origin)
    const lines = [
      `POST /api/v1${path}/binaries HTTP/1.1`,
      'host: test',
      `content-type: ${form.contentType}`,
      `content-length: ${form.body.length}`,
      `authorization: Bearer ${owner.token}`,
    ]
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    connection.write(form.body.subarray(0, 300))
    await call(`DELETE /plugins/${slug}`, { token: owner.token })
    connection.write(form.body.subarray(300))
    expect((await connection.answer()).status).toBe(404)
    expect(await untilEmpty(app.current.services.settings.spoolDirectory)).toEqual([])
    connection.socket.destroy()
  })

  it.each(ODD_PATHS)('a plugin or a version that is %s', async (_what, odd) => {
    const { owner, slug } = await ownRelease(call)
    for (const path of [`/plugins/${odd}/versions/1.0.0`, `/plugins/${slug}/versions/${odd}`] as const) {
      const { status } = await call(`POST ${path}/binaries`, { token: owner.token, body: uploadForm() })
      expect([400, 404]).toContain(status)
    }
  })
})

describe('the form', () => {
  it.each([
    ['JSON', 'application/json', '{"platform":"linux"}'],
    ['plain bytes', 'application/octet-stream', 'x'],
    ['an urlencoded form', 'application/x-www-form-urlencoded', 'platform=linux'],
  ])('is not %s', async (_what, type, body) => {
    const { path, owner } = await ownRelease(call)
    const answer = await call(`POST ${path}/binaries`, {
      token: owner.token,
      body,
      headers: { 'content-type': type },
    })
    expect([answer.status, answer.body.error.code]).toEqual([415, 'unsupported_media_type'])
  })

  it.each<[string, Part[], number, string]>([
    ['no file', [platform], 422, 'file'],
    ['no platform', [file()], 422, 'platform'],
    ['an unknown platform', [{ name: 'platform', data: 'beos' }, file()], 422, 'platform'],
    ['a platform in capitals', [{ name: 'platform', data: 'Linux' }, file()], 422, 'platform'],
    ['an empty platform', [{ name: 'platform', data: '' }, file()], 422, 'platform'],
    ['two platforms', [platform, { name: 'platform', data: 'macos' }, file()], 422, 'platform'],
    ['two files', [platform, file(), file('b.so')], 422, 'file'],
    ['a file without a type', [platform, { ...file(), type: undefined }], 422, 'file'],
  ])('has a platform and a file: %s', async (_what, parts, status, path) => {
    const answer = await send(...parts)
    expect(answer.status).toBe(status)
    expect(answer.body.error).toMatchObject({ code: 'validation_failed', issues: [{ path }] })
    expect(await untilEmpty(app.current.services.settings.spoolDirectory)).toEqual([])
  })

  it('names everything that is wrong with it at once', async () => {
    const { body } = await send(
      { name: 'platform', data: 'beos' },
      { ...file('../a'), type: 'text/html', data: '' },
    )
    expect(body.error.issues.map(({ path }: { path: string }) => path)).toEqual([
      'platform',
      'file',
      'file',
      'file',
    ])
  })

  it('may have more fields than are known', async () => {
    expect((await send({ name: 'comment', data: 'hello' }, file(), platform)).status).toBe(201)
  })
})

describe("a file's name", () => {
  it.each([
    ['nothing', ''],
    ['a path', '../../../etc/passwd'],
    ['an absolute path', '/etc/passwd'],
    ['a path of Windows', '..\\..\\boot.ini'],
    ['a folder', '..'],
    ['a dot', '.'],
    ['a zero byte', 'a\0.so'],
    ['an escape character', 'a\u001b[2J.so'],
    ['a right-to-left override', 'plugin\u202eos.exe'],
    ['an invisible character', 'a\u200b.so'],
    ['a line separator', 'a\u2028b.so'],
    ['a leading space', ' a.so'],
    ['a trailing dot', 'a.so.'],
    ['256 characters', 'n'.repeat(256)],
    ['256 characters beyond the BMP', '🥒'.repeat(256)],
    ['a lone surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x62])],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x61])],
  ])('cannot be %s', async (_what, name) => {
    const { status, body } = await send(platform, file(name))
    expect([status, body.error?.issues?.[0]?.path]).toEqual([422, 'file'])
  })

  it.each([
    '..hidden.so',
    'a..b.so',
    'my plugin (1).so',
    'café.so',
    'プラグイン.so',
    'мой-плагин.so',
    'إضافة.so',
    '👩‍👩‍👧‍👦.so',
    "it's 100% #1 & more; x=y?.so",
    '%2e%2e%2fpasswd',
    "' or '1'='1.so",
    '__proto__',
    'n'.repeat(255),
    '🥒'.repeat(255),
  ])('can be %s and comes back in the download', async (name) => {
    const { status, body } = await send(platform, file(name))
    expect(status).toBe(201)
    expect(body.binary.file_name).toBe(name)
    expect(body.binary.storage_key.endsWith(`/linux/${name}`)).toBe(true)
    const download = await fetch(body.download_url)
    expect(sha256(Buffer.from(await download.arrayBuffer()))).toBe(body.binary.checksum_sha256)
    const disposition = download.headers.get('content-disposition') ?? ''
    const encoded = /filename\*=UTF-8''(.*)/.exec(disposition)?.[1]
    expect(encoded ? decodeURIComponent(encoded) : /filename="(.*)"/.exec(disposition)?.[1]).toBe(name)
  })

  it('is composed, however the file system of the sender spells it', async () => {
    expect((await send(platform, file('cafe\u0301.so'))).body.binary.file_name).toBe('caf\u00e9.so')
  })
})

it('another method is 405 and names those that there are', async () => {
  const { path } = await ownRelease(call)
  const { status, headers } = await call(`DELETE ${path}/binaries`)
  expect(status).toBe(405)
  expect(headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'])
})

it('RPC tells that uploads go over REST', async () => {
  const { owner, slug, version } = await ownRelease(call)
  const { status, body } = await call('POST //trpc/binaries.upload', {
    token: owner.token,
    body: { slug, version },
  })
  expect([status, body.error.data.code]).toEqual([415, 'unsupported_media_type'])
})

it('RPC does not read forms', async () => {
  const { owner } = await ownRelease(call)
  const body = uploadForm({ bytes: machO })
  expect((await call('POST //trpc/binaries.upload', { token: owner.token, body })).status).toBe(415)
})

import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { sha256, untilEmpty } from '../../support/binaries.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { fileForm, newFile, sendFile } from '../../support/files.ts'
import { IMAGES } from '../../support/images.ts'
import { newKey } from '../../support/keys.ts'
import { multipart, type Part } from '../../support/multipart.ts'
import { newMember } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'

const app = testApp()
const call = callerOf(app)
const MAX = 26_214_400

let own: TestTenant
let member: CallOptions
let memberId: string
beforeAll(async () => {
  own = await newTenant(call)
  const user = await newMember(call, own.owner, own.org, 'member')
  member = inOrg(user, own.org)
  memberId = user.profile.id
})

/** Uploads a form, byte for byte as given. */
async function send(...parts: Part[]) {
  const { body, contentType } = multipart(parts)
  return call('POST /files', {
    ...own.session,
    body,
    headers: { ...own.session.headers, 'content-type': contentType },
  })
}
const area: Part = { name: 'area_slug', data: 'screenshots' }
const file = (fileName: string | Buffer = 'a.txt', data: string | Uint8Array = 'Hello'): Part => ({
  name: 'file',
  fileName,
  type: 'text/plain',
  data,
})
const files = async () =>
  (await execute(app.current, 'select from files where org_id = ?', [own.org.id.slice(4)])).length

describe('POST /files', () => {
  it('takes a file of any member into quarantine and answers 202 with its state', async () => {
    const { status, body } = await sendFile(call, member)
    expect(status).toBe(202)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      area_slug: 'screenshots',
      uploader_id: memberId,
      file_name: 'tavern.png',
      file_size: IMAGES['image/png'].length,
      content_type: 'image/png',
      checksum_sha256: sha256(IMAGES['image/png']),
      status: 'quarantined',
      created_at: expect.stringMatching(/Z$/),
    })
    for (const path of [`/files/${body.id}`, `/files/${body.id}/download`] as const) {
      for (const as of [member, own.session, own.key]) {
        expect((await call(`GET ${path}`, as)).status).toBe(404)
      }
    }
    expect((await call('GET /files', own.key)).body.total).toBe(0)
  })

  it('takes it with a key that may, with the fields in any order', async () => {
    expect((await call('POST /files', { ...own.key, body: fileForm({ fileFirst: true }) })).status).toBe(202)
  })

  it.each([
    [
      'a picture that is called a text',
      { bytes: IMAGES['image/png'], fileName: 'a.txt', type: 'text/plain' },
      'image/png',
    ],
    [
      'a text that is called a picture',
      { bytes: 'Hello', fileName: 'a.png', type: 'image/png' },
      'text/plain',
    ],
    ['a table', { bytes: 'a,b\n1,2\n', fileName: 'a.csv', type: 'text/csv' }, 'text/csv'],
    ['a page', { bytes: '<!doctype html><p>', fileName: 'a.html', type: 'text/plain' }, 'text/html'],
    ['a text that is called a page', { bytes: 'Hello', fileName: 'a.html', type: 'text/html' }, 'text/plain'],
    ['an SVG', { bytes: '<svg onload="x"/>', fileName: 'a.svg', type: 'image/png' }, 'image/svg+xml'],
    [
      'unknown bytes',
      { bytes: Buffer.from([0, 1, 2, 250]), fileName: 'a', type: 'text/plain' },
      'application/octet-stream',
    ],
  ])('tells the type by the content: %s', async (_, upload, type) => {
    expect((await sendFile(call, own.session, upload)).body.content_type).toBe(type)
  })

  it.each([
    ['an empty file', [area, file('a.txt', '')], 'file'],
    ['no area', [file()], 'area_slug'],
    ['an empty area', [{ ...area, data: '' }, file()], 'area_slug'],
    ['an area with capitals', [{ ...area, data: 'Screens' }, file()], 'area_slug'],
    ['an area that is a path', [{ ...area, data: '../x' }, file()], 'area_slug'],
    ['an area with a NUL', [{ ...area, data: 'a\0' }, file()], 'area_slug'],
    ['an area with a line break at its end', [{ ...area, data: 'a\n' }, file()], 'area_slug'],
    ['an area of 65 characters', [{ ...area, data: 'a'.repeat(65) }, file()], 'area_slug'],
    ['two areas', [area, area, file()], 'area_slug'],
    ['no file', [area], 'file'],
    ['a file that is a text', [area, { name: 'file', data: 'Hello' }], 'file'],
    ['two files', [area, file(), file()], 'file'],
    ['a name with a path', [area, file('../../etc/passwd')], 'file'],
    ['a name with a path of Windows', [area, file('..\\x.txt')], 'file'],
    ['the name of the folder above', [area, file('..')], 'file'],
    ['an empty name', [area, file('')], 'file'],
    ['a name that runs backwards', [area, file('invoice\u202efdp.txt')], 'file'],
    ['a name with a zero-width space', [area, file('a\u200bb.txt')], 'file'],
    ['a name with a bell', [area, file('a\u0007.txt')], 'file'],
    ['a name with a NUL', [area, file('a.txt\0.png')], 'file'],
    ['a name that is no UTF-8', [area, file(Buffer.from([0x61, 0xff, 0x62]))], 'file'],
    ['a name that ends with a dot', [area, file('a.txt.')], 'file'],
    ['a name of 256 characters', [area, file('a'.repeat(256))], 'file'],
  ] as [string, Part[], string][])('refuses %s', async (_, parts, path) => {
    const before = await files()
    const { status, body } = await send(...parts)
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
    expect(body.error.issues.map((issue: { path: string }) => issue.path)).toContain(path)
    expect(await files()).toBe(before)
  })

  it('keeps a name of other alphabets and emojis, as NFC', async () => {
    const { body } = await send(area, file('Übersicht 🎃 план.txt'.normalize('NFD')))
    expect(body.file_name).toBe('Übersicht 🎃 план.txt'.normalize('NFC'))
    const long = '🎃'.repeat(255)
    expect((await send({ ...area, data: 'a'.repeat(64) }, file(long))).body.file_name).toBe(long)
  })

  it('takes 25 MB and not a byte more', async () => {
    const bytes = Buffer.alloc(MAX, 'a')
    expect((await sendFile(call, own.session, { bytes, fileName: 'a.txt' })).body.file_size).toBe(MAX)
    const before = await files()
    const { status, body } = await sendFile(call, own.session, { bytes: Buffer.alloc(MAX + 1, 'a') })
    expect([status, body.error.code]).toEqual([413, 'payload_too_large'])
    const huge = await sendFile(call, own.session, { bytes: Buffer.alloc(MAX + 4_000_000) }).catch(
      () => undefined,
    )
    expect(huge?.status ?? 413).toBe(413)
    expect(await files()).toBe(before)
    expect(await untilEmpty(app.current.services.settings.spoolDirectory)).toEqual([])
  })

  it.each([
    ['JSON', { body: { area_slug: 'a' } }],
    ['a text', { body: 'a', headers: { 'content-type': 'text/plain' } }],
    ['nothing', {}],
  ])('answers 415 to %s', async (_, options) => {
    const headers = { ...own.session.headers, ...(options as CallOptions).headers }
    const { status } = await call('POST /files', { token: own.owner.token, ...options, headers })
    expect(status).toBe(415)
  })

  it('answers 400 to a form that is cut off', async () => {
    const { body, contentType } = multipart([area, file()])
    const headers = { ...own.session.headers, 'content-type': contentType }
    const cut = body.subarray(0, body.length - 30)
    expect((await call('POST /files', { token: own.owner.token, headers, body: cut })).status).toBe(400)
  })

  it('is closed to strangers, keys without the scope and plans without the API', async () => {
    const stranger = await newTenant(call)
    const reader = await newKey(call, own.owner.token, { org_id: own.org.id, permissions: ['files:read'] })
    const starter = await newTenant(call, 'starter')
    for (const [as, status, code] of [
      [{}, 401, 'unauthenticated'],
      [inOrg(stranger.owner, own.org), 404, 'not_found'],
      [{ headers: { 'x-api-key': reader.key } }, 403, 'insufficient_scope'],
      [starter.key, 403, 'plan_gated'],
    ] as const) {
      const answer = await sendFile(call, as)
      expect([answer.status, answer.body.error.code]).toEqual([status, code])
    }
    expect((await sendFile(call, starter.session)).status).toBe(202)
    await newFile(call, stranger.key)
    const rows = await execute(app.current, 'select from files where org_id = ?', [stranger.org.id.slice(4)])
    expect(rows).toHaveLength(1)
  })
})

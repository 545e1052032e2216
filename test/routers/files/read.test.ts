import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { sha256 } from '../../support/binaries.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { approvedFile, newFile } from '../../support/files.ts'
import { IMAGES } from '../../support/images.ts'
import { newKey } from '../../support/keys.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { newMember } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let own: TestTenant
let stranger: TestTenant
let member: CallOptions
let memberId: string
let newest: string
beforeAll(async () => {
  own = await newTenant(call)
  stranger = await newTenant(call)
  const user = await newMember(call, own.owner, own.org, 'member')
  member = inOrg(user, own.org)
  memberId = user.profile.id
  for (const area of ['maps', 'maps', 'screenshots']) await newFile(call, own.session, { area })
  await newFile(call, stranger.session, { area: 'maps' })
  newest = await approvedFile(call, app, member, { area: 'maps', fileName: 'план 🎃.png' })
})

const list = (query = '', as: CallOptions = own.key) => call(`GET /files${query}`, as)
const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id)

describe('GET /files', () => {
  it('shows the approved files of the organisation, newest first', async () => {
    const { status, body } = await list()
    expect(status).toBe(200)
    expect(body).toMatchObject({ page: 1, per_page: 20, total: 4, next_cursor: null })
    expect(body.data[0]).toEqual({
      id: newest,
      area_slug: 'maps',
      uploader_id: memberId,
      file_name: 'план 🎃.png',
      file_size: IMAGES['image/png'].length,
      content_type: 'image/png',
      checksum_sha256: sha256(IMAGES['image/png']),
      status: 'approved',
      created_at: expect.stringMatching(/Z$/),
      approved_at: expect.stringMatching(/Z$/),
    })
    const times = body.data.map(({ created_at }: { created_at: string }) => created_at)
    expect(times).toEqual([...times].sort().reverse())
    expect((await call(`GET /files/${newest}`, own.key)).body).toEqual(body.data[0])
  })

  it.each([
    ['area', '?area_slug=maps', 3],
    ['uploader', () => `?uploader_id=${memberId}`, 1],
    ['both', () => `?area_slug=screenshots&uploader_id=${memberId}`, 0],
  ])('filters by %s, and counts what it filters', async (_, query, total) => {
    const { body } = await list(typeof query === 'string' ? query : query())
    expect([body.total, body.data.length]).toEqual([total, total])
  })

  it('is exported by cursor without a gap or a repetition while new ones arrive', async () => {
    const before = ids((await list('?per_page=100')).body)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { body } = await list(`?per_page=1${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...ids(body))
      cursor = body.next_cursor
      await approvedFile(call, app, own.session)
    } while (cursor)
    expect(seen).toEqual(before)
  })

  it.each(['?page=0', '?per_page=101', '?page=2147483648', '?area_slug=A', '?uploader_id=me', '?cursor=x'])(
    'refuses %s',
    async (query) => {
      expect((await list(query)).status).toBe(422)
    },
  )

  it('knows neither what is in quarantine nor what is rejected, also for its uploader', async () => {
    const waiting = await newFile(call, own.session)
    const rejected = await approvedFile(call, app, own.session, { bytes: '#!/bin/sh', fileName: 'a' })
    await execute(app.current, `update files set status = 'quarantined' where id = ?`, [waiting])
    for (const as of [own.session, own.key, member]) {
      expect(ids((await list('?per_page=100', as)).body)).not.toEqual(expect.arrayContaining([waiting]))
      for (const id of [waiting, rejected]) {
        expect((await call(`GET /files/${id}`, as)).status).toBe(404)
        expect((await call(`GET /files/${id}/download`, as)).status).toBe(404)
      }
    }
  })

  it('shows what a shadow-banned person uploads to that person alone', async () => {
    const user = await newMember(call, own.owner, own.org, 'member')
    await execute(app.current, 'update users set shadowed_at = now(), is_shadowed = true where id = ?', [
      user.profile.id,
    ])
    const id = await approvedFile(call, app, inOrg(user, own.org))
    for (const path of [`/files/${id}`, `/files/${id}/download`] as const) {
      expect((await call(`GET ${path}`, inOrg(user, own.org))).status).toBe(200)
      for (const as of [own.session, own.key, member])
        expect((await call(`GET ${path}`, as)).status).toBe(404)
    }
    expect(ids((await list('?per_page=100', inOrg(user, own.org))).body)).toContain(id)
    expect(ids((await list('?per_page=100')).body)).not.toContain(id)
  })
})

describe('GET /files/{id}/download', () => {
  it('answers a link to the very bytes, which are saved and never shown', async () => {
    const { status, body } = await call(`GET /files/${newest}/download`, own.key)
    expect(status).toBe(200)
    expect(body).toEqual({
      download_url: expect.stringMatching(/^http/),
      expires_in_seconds: 3600,
      file_name: 'план 🎃.png',
      file_size: IMAGES['image/png'].length,
      content_type: 'image/png',
      checksum_sha256: sha256(IMAGES['image/png']),
    })
    const answer = await fetch(body.download_url)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/)
    expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(body.checksum_sha256)
  })

  it('never serves a page as a page', async () => {
    const id = await approvedFile(call, app, own.session, { bytes: '<!doctype html><p>', fileName: 'a.html' })
    const { body } = await call(`GET /files/${id}/download`, own.key)
    const { headers } = await fetch(body.download_url)
    expect([body.content_type, headers.get('content-type')]).toEqual([
      'text/html',
      'application/octet-stream',
    ])
  })
})

describe('files of others', () => {
  it('are not there, on any route', async () => {
    for (const as of [
      stranger.key,
      stranger.session,
      inOrg(stranger.owner, own.org),
      { token: own.owner.token },
    ]) {
      expect((await call(`GET /files/${newest}`, as)).status).toBe(404)
      expect((await call(`GET /files/${newest}/download`, as)).status).toBe(404)
    }
    expect((await list('', stranger.key)).body.total).toBe(1)
    expect((await list('', inOrg(stranger.owner, own.org))).status).toBe(404)
    expect((await list(`?uploader_id=${memberId}`, stranger.key)).body.total).toBe(0)
  })

  it('are told apart from none by nothing', async () => {
    const of = async (id: string) => (await call(`GET /files/${id}`, stranger.key)).body.error.message
    expect(await of(newest)).toBe(await of('00000000-0000-7000-8000-000000000000'))
  })

  it('need a credential, the scope and the plan', async () => {
    const writer = await newKey(call, own.owner.token, { org_id: own.org.id, permissions: ['files:write'] })
    const starter = await newTenant(call, 'starter')
    for (const path of ['', `/${newest}`, `/${newest}/download`]) {
      for (const [as, status, code] of [
        [{}, 401, 'unauthenticated'],
        [{ headers: { 'x-api-key': writer.key } }, 403, 'insufficient_scope'],
        [starter.key, 403, 'plan_gated'],
      ] as const) {
        const answer = await call(`GET /files${path}`, as)
        expect([path, answer.status, answer.body.error.code]).toEqual([path, status, code])
      }
    }
  })

  it('are open to an admin of the platform who enters the organisation', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    expect((await call(`GET /files/${newest}`, inOrg(admin, own.org))).status).toBe(200)
    expect((await call(`GET /files/${newest}`, { token: admin.token })).status).toBe(404)
  })

  it.each(ODD_PATHS)('named by %s are not there', async (_, path) => {
    for (const suffix of ['', '/download']) {
      expect([400, 404]).toContain((await call(`GET /files/${path}${suffix}`, own.key)).status)
    }
  })
})

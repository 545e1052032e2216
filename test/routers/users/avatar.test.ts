import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { avatarForm, IMAGES, imageOf } from '../../support/images.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const png = IMAGES['image/png']

async function withAvatar(bytes: Buffer = png) {
  const user = await signUp(call)
  await call('POST /auth/avatar', { token: user.token, body: avatarForm(bytes, 'image/png') })
  const path = `/users/${user.profile.id}/avatar` as const
  return { ...user, path, etag: (await call(`HEAD ${path}`)).headers.get('etag') ?? '' }
}

describe('a picture', () => {
  it('is sent as its bytes to anybody, and may be kept for an hour', async () => {
    const { path } = await withAvatar()
    const { status, headers, body } = await call(`GET ${path}`)
    expect(status).toBe(200)
    expect(body.equals(png)).toBe(true)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'cache-control': 'public, max-age=3600',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    })
  })

  it('is not sent again to who has it', async () => {
    const { path, etag } = await withAvatar()
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*', `  ${etag}  `]) {
      const { status, headers, body } = await call(`GET ${path}`, { headers: { 'if-none-match': known } })
      expect([known, status, body.length]).toEqual([known, 304, 0])
      expect(headers.get('etag')).toBe(etag)
      expect(headers.get('cache-control')).toBe('public, max-age=3600')
      expect(headers.get('content-type')).toBeNull()
    }
  })

  it.each(['"other"', '""', 'x', '"', ',', '', '"\u00e9"'])('is sent to who has %j', async (known) => {
    const { path } = await withAvatar()
    expect((await call(`GET ${path}`, { headers: { 'if-none-match': known } })).status).toBe(200)
  })

  it('has another tag when it is replaced', async () => {
    const { path, etag, token } = await withAvatar()
    await call('POST /auth/avatar', { token, body: avatarForm(imageOf(500), 'image/png') })
    const { status, headers } = await call(`GET ${path}`, { headers: { 'if-none-match': etag } })
    expect(status).toBe(200)
    expect(headers.get('etag')).not.toBe(etag)
  })

  it('is always whole and under its own tag while it is replaced', async () => {
    const { path, token } = await withAvatar(imageOf(1000))
    const tags = new Map<string, number>()
    const replace = async () => {
      for (const size of [1001, 1002, 1003, 1004]) {
        await call('POST /auth/avatar', { token, body: avatarForm(imageOf(size), 'image/png') })
      }
    }
    const read = async () => {
      for (let time = 0; time < 15; time++) {
        const { status, headers, body } = await call(`GET ${path}`)
        expect([status, headers.get('content-length')]).toEqual([200, String(body.length)])
        const etag = headers.get('etag') ?? ''
        expect(tags.get(etag) ?? body.length).toBe(body.length)
        tags.set(etag, body.length)
      }
    }
    await Promise.all([replace(), read(), read()])
  })

  it('shows its headers to HEAD', async () => {
    const { path } = await withAvatar(imageOf(1_000_000))
    const { status, headers, body } = await call(`HEAD ${path}`)
    expect([status, headers.get('content-length'), body.length]).toEqual([200, '1000000', 0])
    expect(headers.get('content-type')).toBe('image/png')
    const known = { 'if-none-match': headers.get('etag') ?? '' }
    expect((await call(`HEAD ${path}`, { headers: known })).status).toBe(304)
  })

  it('runs nothing, and is shown by front ends elsewhere', async () => {
    const { path } = await withAvatar()
    expect(Object.fromEntries((await call(`GET ${path}`)).headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    })
  })

  it('is described over RPC, without its bytes', async () => {
    const { profile, etag } = await withAvatar()
    const input = encodeURIComponent(JSON.stringify({ id: profile.id }))
    const { body } = await call(`GET //trpc/users.getAvatar?input=${input}`)
    expect(body.result.data).toEqual({
      content_type: 'image/png',
      size: png.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(etag).toBe(`"${body.result.data.sha256.slice(0, 32)}"`)
  })
})

describe('there is none', () => {
  const missing = async (path: `/${string}`) => {
    const { status, headers, body } = await call(`GET ${path}`)
    expect([path, status, body.error.code]).toEqual([path, 404, 'not_found'])
    expect(headers.get('cache-control')).toBe('no-store')
  }

  it('of somebody who has uploaded nothing', async () => {
    const { profile } = await signUp(call)
    await missing(`/users/${profile.id}/avatar`)
  })

  it('of nobody', () => missing(`/users/${randomUUID()}/avatar`))

  it('of somebody who is deactivated, until they are back', async () => {
    const { path, profile, etag } = await withAvatar()
    const set = 'update users set is_active = ? where id = ?'
    await execute(app.current, set, [false, profile.id])
    await missing(path)
    expect((await call(`GET ${path}`, { headers: { 'if-none-match': etag } })).status).toBe(404)
    await execute(app.current, set, [true, profile.id])
    expect((await call(`GET ${path}`)).status).toBe(200)
  })

  it('under a username', async () => {
    const { profile } = await withAvatar()
    await missing(`/users/${profile.username}/avatar`)
  })

  it.each(ODD_PATHS)('of %s', async (_what, odd) => {
    expect([400, 404]).toContain((await call(`GET /users/${odd}/avatar`)).status)
  })
})

it('a credential that is not good is refused, as everywhere', async () => {
  const { path } = await withAvatar()
  expect((await call(`GET ${path}`, { token: 'stale' })).status).toBe(401)
})

it('another method is 405', async () => {
  const { path } = await withAvatar()
  const { status, headers } = await call(`PUT ${path}`)
  expect(status).toBe(405)
  expect(headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'OPTIONS'])
})

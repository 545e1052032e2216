import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { IMAGES, imageOf } from '../../support/images.ts'
import { ownPlugin, uploadIcon } from '../../support/media.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, reactivatePlugin } from '../../support/plugins.ts'

const app = testApp()
const call = callerOf(app)
const png = IMAGES['image/png']

async function withIcon(bytes: Buffer = png) {
  const plugin = await ownPlugin(call)
  await uploadIcon(call, plugin, { bytes })
  const path = `/plugins/${plugin.slug}/icon` as const
  return { plugin, path, etag: (await call(`HEAD ${path}`)).headers.get('etag') ?? '' }
}

describe('an icon', () => {
  it('is sent as its bytes to anybody, may be kept for an hour, and runs nothing', async () => {
    const { path } = await withIcon()
    const { status, headers, body } = await call(`GET ${path}`)
    expect(status).toBe(200)
    expect(body.equals(png)).toBe(true)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'cache-control': 'public, max-age=3600',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    })
  })

  it('is sent whatever version its URL names', async () => {
    const { path } = await withIcon()
    expect((await call(`GET ${path}?v=000000000000`)).body.equals(png)).toBe(true)
  })

  it('is not sent again to who has it', async () => {
    const { path, etag, plugin } = await withIcon()
    const known = { 'if-none-match': etag }
    const { status, headers, body } = await call(`GET ${path}`, { headers: known })
    expect([status, body.length, headers.get('etag')]).toEqual([304, 0, etag])
    await uploadIcon(call, plugin, { bytes: imageOf(500) })
    expect((await call(`GET ${path}`, { headers: known })).status).toBe(200)
  })

  it('shows its headers to HEAD', async () => {
    const { path } = await withIcon(imageOf(1_000_000))
    const { status, headers, body } = await call(`HEAD ${path}`)
    expect([status, headers.get('content-length'), body.length]).toEqual([200, '1000000', 0])
  })

  it('is always whole and under its own tag while it is replaced and old objects go', async () => {
    const { path, plugin } = await withIcon(imageOf(1000))
    const tags = new Map<string, number>()
    const replace = async () => {
      for (const size of [1001, 1002, 1003, 1004, 1005]) {
        await uploadIcon(call, plugin, { bytes: imageOf(size) })
        await app.current.services.jobs.runPending()
      }
    }
    const read = async () => {
      for (let time = 0; time < 25; time++) {
        const { status, headers, body } = await call(`GET ${path}`)
        expect([status, headers.get('content-length')]).toEqual([200, String(body.length)])
        const etag = headers.get('etag') ?? ''
        expect(tags.get(etag) ?? body.length).toBe(body.length)
        tags.set(etag, body.length)
      }
    }
    await Promise.all([replace(), read(), read()])
  })

  it('is described over RPC, without its bytes', async () => {
    const { plugin, etag } = await withIcon()
    const input = encodeURIComponent(JSON.stringify({ slug: plugin.slug }))
    const { body } = await call(`GET //trpc/icons.get?input=${input}`)
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

  it('of a plugin that has none, and of no plugin', async () => {
    const { slug } = await ownPlugin(call)
    await missing(`/plugins/${slug}/icon`)
    await missing('/plugins/no-such-plugin/icon')
  })

  it('of a plugin that is deactivated, until it is back, or deleted', async () => {
    const { path, plugin, etag } = await withIcon()
    await deactivatePlugin(app.current, plugin.slug)
    await missing(path)
    expect((await call(`GET ${path}`, { headers: { 'if-none-match': etag } })).status).toBe(404)
    await reactivatePlugin(app.current, plugin.slug)
    expect((await call(`GET ${path}`)).status).toBe(200)
    await call(`DELETE /plugins/${plugin.slug}`, { token: plugin.owner.token })
    await missing(path)
  })

  it('when the storage has lost it', async () => {
    const { path, plugin } = await withIcon()
    const sql = 'select storage_key from plugin_icons where plugin_id = ?'
    const [row] = await execute<{ storage_key: string }>(app.current, sql, [plugin.id])
    await app.current.services.storage.delete(row?.storage_key ?? '')
    await missing(path)
  })

  it.each(ODD_PATHS)('of %s', async (_, odd) => {
    expect([400, 404]).toContain((await call(`GET /plugins/${odd}/icon`)).status)
  })

  it('for a credential that is not good', async () => {
    const { path } = await withIcon()
    expect((await call(`GET ${path}`, { token: 'stale' })).status).toBe(401)
  })
})

it('another method is 405', async () => {
  const { path } = await withIcon()
  const { status, headers } = await call(`PUT ${path}`)
  expect(status).toBe(405)
  expect(headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST'])
})

import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { gallery, mp4Of, ownPlugin, uploadMedia } from '../../support/media.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, reactivatePlugin } from '../../support/plugins.ts'

const app = testApp()
const call = callerOf(app)

describe('a gallery', () => {
  it('is shown to everybody in its order, empty at first', async () => {
    const plugin = await ownPlugin(call)
    const empty = await call(`GET /plugins/${plugin.slug}/media`)
    expect([empty.status, empty.body]).toEqual([200, []])
    const picture = (await uploadMedia(call, plugin, { caption: 'A picture' })).body
    const video = (await uploadMedia(call, plugin, { bytes: mp4Of(), fileName: 'a.mp4' })).body
    const { status, body } = await call(`GET /plugins/${plugin.slug}/media`)
    expect(status).toBe(200)
    expect(body).toEqual([picture, video].map((item) => ({ ...item, url: expect.stringMatching(/^http/) })))
    for (const { url, file_size } of body) {
      expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(file_size)
    }
  })

  it('is that of one plugin', async () => {
    const [one, other] = [await gallery(call, 2), await gallery(call, 1)]
    const { body } = await call(`GET /plugins/${one.slug}/media`)
    expect(body.map(({ id }: { id: string }) => id)).toEqual(one.ids)
    expect((await call(`GET /plugins/${other.slug}/media`)).body).toHaveLength(1)
  })

  it('does not show an upload that is not finished', async () => {
    const { slug, ids } = await gallery(call, 2)
    const unfinished = 'update plugin_media set stored_at = null, position = null where id = ?'
    await execute(app.current, unfinished, [ids[1]])
    expect((await call(`GET /plugins/${slug}/media`)).body.map(({ id }: { id: string }) => id)).toEqual([
      ids[0],
    ])
  })

  it('is the same over RPC', async () => {
    const { slug, ids } = await gallery(call, 1)
    const { body } = await call(`GET //trpc/media.list?input=${encodeURIComponent(JSON.stringify({ slug }))}`)
    expect(body.result.data).toMatchObject([{ id: ids[0], position: 0 }])
  })

  it('has links that nobody can change', async () => {
    const { slug } = await gallery(call, 1)
    const [{ url }] = (await call(`GET /plugins/${slug}/media`)).body
    for (const [name, value] of [
      ['type', 'text/html'],
      ['name', 'a.html'],
      ['expires', '9999999999'],
      ['inline', '2'],
    ]) {
      const changed = new URL(url)
      changed.searchParams.set(name as string, value as string)
      expect((await fetch(changed)).status).toBe(403)
    }
    const attached = new URL(url)
    attached.searchParams.delete('inline')
    expect((await fetch(attached)).status).toBe(403)
  })
})

describe('there is none', () => {
  it('of a plugin that is deactivated, until it is back', async () => {
    const { slug } = await gallery(call, 1)
    await deactivatePlugin(app.current, slug)
    const { status, body } = await call(`GET /plugins/${slug}/media`)
    expect([status, body.error.code]).toEqual([404, 'not_found'])
    await reactivatePlugin(app.current, slug)
    expect((await call(`GET /plugins/${slug}/media`)).body).toHaveLength(1)
  })

  it('of a plugin that is deleted or never was', async () => {
    const { slug, owner } = await gallery(call, 1)
    await call(`DELETE /plugins/${slug}`, { token: owner.token })
    expect((await call(`GET /plugins/${slug}/media`)).status).toBe(404)
    expect((await call('GET /plugins/no-such-plugin/media')).status).toBe(404)
  })

  it.each(ODD_PATHS)('of %s', async (_, odd) => {
    expect([400, 404]).toContain((await call(`GET /plugins/${odd}/media`)).status)
  })

  it('for a credential that is not good', async () => {
    const { slug } = await ownPlugin(call)
    expect((await call(`GET /plugins/${slug}/media`, { token: 'forged' })).status).toBe(401)
  })
})

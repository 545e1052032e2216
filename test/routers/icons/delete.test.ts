import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { type OwnPlugin, objectsOf, ownPlugin, uploadIcon } from '../../support/media.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const remove = ({ slug, owner }: OwnPlugin, token = owner.token) =>
  call(`DELETE /plugins/${slug}/icon`, { token })
const detailOf = async ({ slug }: OwnPlugin) => (await call(`GET /plugins/${slug}`)).body
const eventsOf = ({ slug }: OwnPlugin) =>
  execute(app.current, "select 1 from outbox_events where type = 'plugin.updated' and data->>'slug' = ?", [
    slug,
  ])

async function withIcon() {
  const plugin = await ownPlugin(call)
  await uploadIcon(call, plugin)
  return plugin
}

describe('a deleted icon', () => {
  it('is gone from the plugin and, shortly after, from the storage', async () => {
    const plugin = await ownPlugin(call)
    const before = await objectsOf(app.current)
    const { body: uploaded } = await uploadIcon(call, plugin)
    const { status, body } = await remove(plugin)
    expect([status, body.length]).toEqual([204, 0])
    const detail = await detailOf(plugin)
    expect(detail.icon_url).toBeNull()
    expect(Date.parse(detail.updated_at)).toBeGreaterThan(Date.parse(uploaded.updated_at))
    expect((await call(`GET /plugins/${plugin.slug}/icon`)).status).toBe(404)
    expect(await eventsOf(plugin)).toHaveLength(2)
    await app.current.services.jobs.runPending()
    expect(await objectsOf(app.current)).toBe(before)
  })

  it('can be followed by a new one', async () => {
    const plugin = await withIcon()
    await remove(plugin)
    expect((await uploadIcon(call, plugin)).status).toBe(200)
    await app.current.services.jobs.runPending({ early: true })
    expect((await call(`GET /plugins/${plugin.slug}/icon`)).status).toBe(200)
  })

  it('may be deleted again, which changes nothing', async () => {
    const plugin = await withIcon()
    await remove(plugin)
    const before = await detailOf(plugin)
    expect((await remove(plugin)).status).toBe(204)
    expect(await detailOf(plugin)).toEqual(before)
    expect(await eventsOf(plugin)).toHaveLength(2)
  })
})

describe('who may delete', () => {
  it('is the owner, a key of theirs that may publish, and an admin', async () => {
    const plugin = await withIcon()
    const { key } = await newKey(call, plugin.owner.token, { permissions: ['publish'] })
    expect((await remove(plugin, key)).status).toBe(204)
    await uploadIcon(call, plugin)
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    expect((await remove(plugin, admin.token)).status).toBe(204)
  })

  it('is nobody else', async () => {
    const plugin = await withIcon()
    const stranger = await signUp(call)
    const theirs = await newKey(call, stranger.token, { permissions: ['publish'] })
    const scopeless = await newKey(call, plugin.owner.token, { permissions: ['upload'] })
    expect((await call(`DELETE /plugins/${plugin.slug}/icon`)).status).toBe(401)
    expect((await remove(plugin, stranger.token)).body.error.code).toBe('forbidden')
    expect((await remove(plugin, theirs.key)).body.error.code).toBe('forbidden')
    expect((await remove(plugin, scopeless.key)).body.error.code).toBe('insufficient_scope')
    expect((await detailOf(plugin)).icon_url).not.toBeNull()
  })
})

describe('there is nothing to delete', () => {
  it('of a plugin that is deactivated, deleted or never was', async () => {
    const [deactivated, deleted] = [await withIcon(), await withIcon()]
    await deactivatePlugin(app.current, deactivated.slug)
    await call(`DELETE /plugins/${deleted.slug}`, { token: deleted.owner.token })
    for (const plugin of [deactivated, deleted, { ...deleted, slug: 'no-such-plugin' }]) {
      expect((await remove(plugin)).status).toBe(404)
    }
  })

  it.each(ODD_PATHS)('of %s', async (_, odd) => {
    expect([400, 404]).toContain((await remove({ ...(await ownPlugin(call)), slug: odd })).status)
  })
})

import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { grantRole } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { gallery, type OwnPlugin, uploadMedia } from '../../support/media.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const remove = ({ slug, owner }: OwnPlugin, id: string | undefined, token = owner.token) =>
  call(`DELETE /plugins/${slug}/media/${id}`, { token })
const orderOf = async ({ slug }: { slug: string }) =>
  (await call(`GET /plugins/${slug}/media`)).body.map((item: { id: string; position: number }) => [
    item.position,
    item.id,
  ])
const objectOf = ({ slug }: OwnPlugin, id: string | undefined) => `plugins/${slug}/media/${id}.png`
const current = () => app.current.services

describe('a deleted item', () => {
  it('is gone at once, and those behind it move up', async () => {
    const plugin = await gallery(call, 4)
    const [first, second, third, fourth] = plugin.ids
    const { status, body } = await remove(plugin, second)
    expect([status, body.length]).toEqual([204, 0])
    expect(await orderOf(plugin)).toEqual([
      [0, first],
      [1, third],
      [2, fourth],
    ])
    const added = await uploadMedia(call, plugin)
    expect(added.body.position).toBe(3)
  })

  it('takes its object along', async () => {
    const plugin = await gallery(call, 2)
    const [gone, kept] = plugin.ids
    await remove(plugin, gone)
    expect(await current().jobs.runPending()).toMatchObject({ failed: 0 })
    expect(await current().storage.exists(objectOf(plugin, gone))).toBe(false)
    expect(await current().storage.exists(objectOf(plugin, kept))).toBe(true)
  })

  it('takes its object along when the storage is there again', async () => {
    const plugin = await gallery(call, 1)
    const [id] = plugin.ids
    await current().jobs.runPending()
    const broken = vi.spyOn(current().storage, 'delete').mockRejectedValueOnce(new Error('no storage'))
    expect((await remove(plugin, id)).status).toBe(204)
    expect(await current().jobs.runPending()).toMatchObject({ failed: 1 })
    broken.mockRestore()
    expect(await current().storage.exists(objectOf(plugin, id))).toBe(true)
    await current().jobs.runPending({ early: true })
    expect(await current().storage.exists(objectOf(plugin, id))).toBe(false)
  })

  it('stays with its object when the database does not take the change', async () => {
    const plugin = await gallery(call, 2)
    vi.spyOn(current().jobs, 'enqueue').mockRejectedValueOnce(new Error('no queue'))
    expect((await remove(plugin, plugin.ids[0])).status).toBe(500)
    expect(await orderOf(plugin)).toEqual(plugin.ids.map((id, at) => [at, id]))
    await current().jobs.runPending()
    expect(await current().storage.exists(objectOf(plugin, plugin.ids[0]))).toBe(true)
  })

  it('is deleted once, however often that is asked for at once', async () => {
    const plugin = await gallery(call, 3)
    const answers = await Promise.all([...Array(10)].map(() => remove(plugin, plugin.ids[0])))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(404)])
    expect(await orderOf(plugin)).toEqual(plugin.ids.slice(1).map((id, at) => [at, id]))
  })
})

describe('who may delete', () => {
  it('is its owner, an admin, and a key for uploads of its owner', async () => {
    const plugin = await gallery(call, 2)
    const { key } = await newKey(call, plugin.owner.token, { permissions: ['upload'] })
    expect((await remove(plugin, plugin.ids[0], key)).status).toBe(204)
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    expect((await remove(plugin, plugin.ids[1], admin.token)).status).toBe(204)
  })

  it('is nobody else', async () => {
    const plugin = await gallery(call, 1)
    const [id] = plugin.ids
    const stranger = await signUp(call)
    const theirs = await newKey(call, stranger.token, { permissions: ['upload'] })
    const scopeless = await newKey(call, plugin.owner.token, { permissions: ['publish'] })
    expect((await call(`DELETE /plugins/${plugin.slug}/media/${id}`)).status).toBe(401)
    expect((await remove(plugin, id, stranger.token)).body.error.code).toBe('forbidden')
    expect((await remove(plugin, id, theirs.key)).body.error.code).toBe('forbidden')
    expect((await remove(plugin, id, scopeless.key)).body.error.code).toBe('insufficient_scope')
    expect(await orderOf(plugin)).toEqual([[0, id]])
  })
})

describe('there is nothing to delete', () => {
  it('of an item of another plugin of the same owner, or of none', async () => {
    const [one, other] = [await gallery(call, 1), await gallery(call, 1)]
    const { status, body } = await remove(one, other.ids[0])
    expect([status, body.error.message]).toEqual([404, 'Media item not found.'])
    expect((await remove(one, randomUUID())).status).toBe(404)
    expect(await orderOf(other)).toHaveLength(1)
  })

  it('of a plugin that is deactivated or deleted', async () => {
    const [one, other] = [await gallery(call, 1), await gallery(call, 1)]
    await deactivatePlugin(app.current, one.slug)
    await call(`DELETE /plugins/${other.slug}`, { token: other.owner.token })
    expect((await remove(one, one.ids[0])).status).toBe(404)
    expect((await remove(other, other.ids[0])).status).toBe(404)
  })

  it.each(ODD_PATHS)('of %s', async (_, odd) => {
    const plugin = await gallery(call, 0)
    expect([400, 404]).toContain((await remove(plugin, odd)).status)
  })

  it('called reorder: that is another endpoint', async () => {
    expect((await remove(await gallery(call, 0), 'reorder')).status).toBe(405)
  })
})

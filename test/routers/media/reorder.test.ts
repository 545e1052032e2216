import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { gallery, type OwnPlugin, uploadMedia } from '../../support/media.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const reorder = ({ slug, owner }: OwnPlugin, order: unknown, token = owner.token) =>
  call(`PUT /plugins/${slug}/media/reorder`, { token, body: { order } })
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id)
const shown = async ({ slug }: { slug: string }) => (await call(`GET /plugins/${slug}/media`)).body

describe('the order of a gallery', () => {
  it('is the one that is sent, from 0 on, and the whole list is answered', async () => {
    const plugin = await gallery(call, 3)
    const [a, b, c] = plugin.ids
    const { status, body } = await reorder(plugin, [c, a, b])
    expect(status).toBe(200)
    expect(body.map(({ id, position }: { id: string; position: number }) => [position, id])).toEqual([
      [0, c],
      [1, a],
      [2, b],
    ])
    expect(await shown(plugin)).toEqual(
      body.map((item: object) => ({ ...item, url: expect.stringMatching(/^http/) })),
    )
    for (const { url } of body) expect((await fetch(url)).status).toBe(200)
  })

  it('may be the one it has, and may be of ten, of one and of none', async () => {
    for (const size of [10, 1, 0]) {
      const plugin = await gallery(call, size)
      const { status, body } = await reorder(plugin, plugin.ids)
      expect([status, idsOf(body)]).toEqual([200, plugin.ids])
    }
  })

  it('takes ids in capitals', async () => {
    const plugin = await gallery(call, 2)
    const order = [...plugin.ids].reverse()
    const { body } = await reorder(
      plugin,
      order.map((id) => id.toUpperCase()),
    )
    expect(idsOf(body)).toEqual(order)
  })

  it('leaves out an upload that is not finished', async () => {
    const plugin = await gallery(call, 3)
    const [a, b, c] = plugin.ids
    const unfinished = 'update plugin_media set stored_at = null, position = null where id = ?'
    await execute(app.current, unfinished, [c])
    expect((await reorder(plugin, [c, b, a])).status).toBe(400)
    expect(idsOf((await reorder(plugin, [b, a])).body)).toEqual([b, a])
  })

  it('is the one of one caller when many change it at once', async () => {
    const plugin = await gallery(call, 5)
    const orders = [...Array(20)].map((_, at) => [
      ...plugin.ids.slice(at % 5),
      ...plugin.ids.slice(0, at % 5),
    ])
    const answers = await Promise.all(orders.map((order) => reorder(plugin, order)))
    answers.forEach(({ status, body }, at) => {
      expect([status, idsOf(body)]).toEqual([200, orders[at]])
    })
    const after = await shown(plugin)
    expect(orders).toContainEqual(idsOf(after))
    expect(after.map(({ position }: { position: number }) => position)).toEqual([0, 1, 2, 3, 4])
  })
})

describe('an order', () => {
  const cases: [string, (ids: string[], foreign: string) => unknown][] = [
    ['lacks an item', (ids) => ids.slice(1)],
    ['is empty', () => []],
    ['names an item twice', (ids) => [...ids, ids[0]]],
    ['names an item twice and lacks another', (ids) => [ids[0], ids[0], ids[1]]],
    ['names an unknown item', (ids) => [...ids, randomUUID()]],
    ['names an unknown item instead of one', (ids) => [...ids.slice(1), randomUUID()]],
    ['names an item of another plugin', (ids, foreign) => [...ids.slice(1), foreign]],
    ['names 11 items', () => [...Array(11)].map(() => randomUUID())],
    ['names 5,000 items', () => [...Array(5000)].map(() => randomUUID())],
    ['is missing', () => undefined],
    ['is null', () => null],
    ['is a text', (ids) => ids.join(',')],
    ['is an object', (ids) => ({ ...ids })],
    ['has numbers', () => [1, 2, 3]],
    ['has nulls', () => [null, null, null]],
    ['has what is no id', (ids) => [...ids.slice(1), "' or '1'='1"]],
    ['has a NUL byte', (ids) => [...ids.slice(1), '\u0000']],
    ['has lists', (ids) => ids.map((id) => [id])],
  ]

  it.each(cases)('is refused when it %s, and nothing moves', async (_, orderOf) => {
    const [plugin, other] = [await gallery(call, 3), await gallery(call, 1)]
    const { status, body } = await reorder(plugin, orderOf(plugin.ids, other.ids[0] as string))
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
    expect(body.error.issues[0].path).toMatch(/^order/)
    expect(idsOf(await shown(plugin))).toEqual(plugin.ids)
  })
})

describe('who may reorder', () => {
  it('is the owner, an admin, and a key for uploads of the owner', async () => {
    const plugin = await gallery(call, 2)
    const { key } = await newKey(call, plugin.owner.token, { permissions: ['upload'] })
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    for (const token of [key, admin.token])
      expect((await reorder(plugin, plugin.ids, token)).status).toBe(200)
  })

  it('is nobody else', async () => {
    const plugin = await gallery(call, 2)
    const order = [...plugin.ids].reverse()
    const stranger = await signUp(call)
    const { key } = await newKey(call, plugin.owner.token, { permissions: ['publish'] })
    expect((await call(`PUT /plugins/${plugin.slug}/media/reorder`, { body: { order } })).status).toBe(401)
    expect((await reorder(plugin, order, stranger.token)).body.error.code).toBe('forbidden')
    expect((await reorder(plugin, order, key)).body.error.code).toBe('insufficient_scope')
    expect(idsOf(await shown(plugin))).toEqual(plugin.ids)
  })
})

describe('there is no order', () => {
  it('of a plugin that is deactivated, deleted or never was', async () => {
    const [one, other] = [await gallery(call, 1), await gallery(call, 1)]
    await deactivatePlugin(app.current, one.slug)
    await call(`DELETE /plugins/${other.slug}`, { token: other.owner.token })
    expect((await reorder(one, one.ids)).status).toBe(404)
    expect((await reorder(other, other.ids)).status).toBe(404)
    expect((await reorder({ ...one, slug: 'no-such-plugin' }, [])).status).toBe(404)
  })

  it.each(ODD_PATHS)('of %s', async (_, odd) => {
    const { owner } = await gallery(call, 0)
    expect([400, 404]).toContain((await reorder({ owner, id: '', slug: odd }, [])).status)
  })

  it('to be read or deleted: another method is 405', async () => {
    const { slug, owner } = await gallery(call, 0)
    for (const method of ['GET', 'DELETE', 'POST'] as const) {
      const { status, headers } = await call(`${method} /plugins/${slug}/media/reorder`, {
        token: owner.token,
      })
      expect([status, headers.get('allow')]).toEqual([405, 'PUT, OPTIONS'])
    }
  })
})

it('is kept when something is added later', async () => {
  const plugin = await gallery(call, 2)
  const order = [...plugin.ids].reverse()
  await reorder(plugin, order)
  const { body } = await uploadMedia(call, plugin)
  expect(idsOf(await shown(plugin))).toEqual([...order, body.id])
})

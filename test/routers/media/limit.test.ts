import { afterEach, describe, expect, it, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { untilEmpty } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { gallery, type OwnPlugin, objectsOf, ownPlugin, uniquePng, uploadMedia } from '../../support/media.ts'

const MINUTE = 60_000
let now = () => new Date()
const app = testApp({ services: { clock: { now: () => now() } } })
const call = callerOf(app)
const services = () => app.current.services

afterEach(() => {
  vi.restoreAllMocks()
  now = () => new Date()
})

interface Item {
  id: string
  position: number
  url: string
}
const shown = async ({ slug }: { slug: string }): Promise<Item[]> =>
  (await call(`GET /plugins/${slug}/media`)).body
const upload = (plugin: OwnPlugin) => uploadMedia(call, plugin, { bytes: uniquePng() })
const rowsOf = (plugin: OwnPlugin) =>
  execute<{ storage_key: string; stored_at: string | null }>(
    app.current,
    'select storage_key, stored_at from plugin_media where plugin_id = ?',
    [plugin.id],
  )
const objects = () => objectsOf(app.current)
const sorted = (answers: { status: number }[]) => answers.map(({ status }) => status).sort()

/** Leaves a claim as a killed process does, with its object. */
async function leftBehind(plugin: OwnPlugin, id: string) {
  const sql = 'update plugin_media set stored_at = null, position = null, claimed_at = ? where id = ?'
  await execute(app.current, sql, [now(), id])
  return `plugins/${plugin.slug}/media/${id}.png`
}

describe('ten items', () => {
  it('are exactly what 20 uploads at once leave, in a row, with one object each', async () => {
    const plugin = await ownPlugin(call)
    const before = await objects()
    const answers = await Promise.all([...Array(20)].map(() => upload(plugin)))
    expect(sorted(answers)).toEqual([...Array(10).fill(201), ...Array(10).fill(409)])
    const items = await shown(plugin)
    expect(items.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await rowsOf(plugin)).toHaveLength(10)
    expect((await objects()) - before).toBe(10)
    for (const { url } of items) expect((await fetch(url)).status).toBe(200)
    expect(await untilEmpty(services().settings.spoolDirectory)).toEqual([])
  })

  it('are enough: the next is told what to do, and fits after one was deleted', async () => {
    const plugin = await gallery(call, 10)
    const { status, body } = await upload(plugin)
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    expect(body.error.message).toContain('Delete one first')
    await call(`DELETE /plugins/${plugin.slug}/media/${plugin.ids[4]}`, { token: plugin.owner.token })
    expect((await upload(plugin)).body.position).toBe(9)
  })

  it('stay ten at most and in a row while uploads, deletions and new orders race', async () => {
    const plugin = await gallery(call, 6)
    const { token } = plugin.owner
    const reorder = async () => {
      const order = (await shown(plugin)).map(({ id }) => id).reverse()
      return call(`PUT /plugins/${plugin.slug}/media/reorder`, { token, body: { order } })
    }
    const remove = (id: string) => call(`DELETE /plugins/${plugin.slug}/media/${id}`, { token })
    const [uploads, deletions, orders] = await Promise.all([
      Promise.all([...Array(12)].map(() => upload(plugin))),
      Promise.all(plugin.ids.slice(0, 4).map(remove)),
      Promise.all([...Array(8)].map(reorder)),
    ])
    expect(sorted(deletions)).toEqual([204, 204, 204, 204])
    for (const { status } of uploads) expect([201, 409]).toContain(status)
    for (const { status } of orders) expect([200, 400]).toContain(status)
    const items = await shown(plugin)
    const made = uploads.filter(({ status }) => status === 201).map(({ body }) => body.id)
    expect(items.map(({ position }) => position)).toEqual(items.map((_, at) => at))
    expect(items.map(({ id }) => id).sort()).toEqual([...plugin.ids.slice(4), ...made].sort())
    expect(items.length).toBeLessThanOrEqual(10)
    expect(await rowsOf(plugin)).toHaveLength(items.length)
    await services().jobs.runPending()
    for (const { storage_key } of await rowsOf(plugin)) {
      expect(await services().storage.exists(storage_key)).toBe(true)
    }
    for (const id of plugin.ids.slice(0, 4)) {
      expect(await services().storage.exists(`plugins/${plugin.slug}/media/${id}.png`)).toBe(false)
    }
  })
})

describe('an upload that fails', () => {
  it('in the storage gives its place back and leaves nothing', async () => {
    const plugin = await gallery(call, 9)
    const before = await objects()
    const put = services().storage.put.bind(services().storage)
    vi.spyOn(services().storage, 'put').mockImplementationOnce(async (key, file) => {
      await put(key, file)
      throw new Error('the password of the store is hunter2')
    })
    const { status, body } = await upload(plugin)
    expect([status, body.error.code, JSON.stringify(body)]).toEqual([
      500,
      'internal',
      expect.not.stringContaining('hunter2'),
    ])
    expect([await objects(), (await rowsOf(plugin)).length]).toEqual([before, 9])
    expect((await upload(plugin)).body.position).toBe(9)
  })

  it('because its plugin is deleted while it is stored leaves nothing', async () => {
    const plugin = await gallery(call, 1)
    const before = await objects()
    const put = services().storage.put.bind(services().storage)
    vi.spyOn(services().storage, 'put').mockImplementationOnce(async (key, file) => {
      await put(key, file)
      await call(`DELETE /plugins/${plugin.slug}`, { token: plugin.owner.token })
    })
    expect((await upload(plugin)).status).toBe(404)
    expect([await objects(), (await rowsOf(plugin)).length]).toEqual([before, 1])
  })

  it('leaves no gap between those that finish', async () => {
    const plugin = await gallery(call, 1)
    const put = services().storage.put.bind(services().storage)
    let between: number | undefined
    vi.spyOn(services().storage, 'put').mockImplementationOnce(async () => {
      vi.mocked(services().storage.put).mockImplementation(put)
      between = (await upload(plugin)).body.position
      throw new Error('no storage')
    })
    expect((await upload(plugin)).status).toBe(500)
    expect(between).toBe(1)
    expect((await shown(plugin)).map(({ position }) => position)).toEqual([0, 1])
  })
})

describe('what a killed process left behind', () => {
  it('holds its place for ten minutes, then a new upload takes it and the old object goes', async () => {
    const plugin = await gallery(call, 10)
    const key = await leftBehind(plugin, plugin.ids[9] as string)
    now = () => new Date(Date.now() + 9 * MINUTE)
    expect((await upload(plugin)).status).toBe(409)
    expect(await services().storage.exists(key)).toBe(true)
    now = () => new Date(Date.now() + 11 * MINUTE)
    const answers = await Promise.all([...Array(5)].map(() => upload(plugin)))
    expect(sorted(answers)).toEqual([201, 409, 409, 409, 409])
    expect(await services().storage.exists(key)).toBe(false)
    expect(await shown(plugin)).toHaveLength(10)
  })

  it('is removed by a job, what is finished is not', async () => {
    const plugin = await gallery(call, 2)
    const [kept, dead] = plugin.ids as [string, string]
    const key = await leftBehind(plugin, dead)
    now = () => new Date(Date.now() + 11 * MINUTE)
    const { orm, jobs, storage } = services()
    await orm.em.fork().transactional((tx) => jobs.enqueue(tx, 'release-stale-claims', {}))
    expect(await jobs.runPending()).toMatchObject({ failed: 0 })
    expect(await storage.exists(key)).toBe(false)
    expect((await rowsOf(plugin)).map(({ storage_key }) => storage_key)).toEqual([
      `plugins/${plugin.slug}/media/${kept}.png`,
    ])
  })

  it('does not come back: a process that lost its place leaves nothing', async () => {
    const plugin = await ownPlugin(call)
    const before = await objects()
    const put = services().storage.put.bind(services().storage)
    vi.spyOn(services().storage, 'put').mockImplementationOnce(async (key, file) => {
      now = () => new Date(Date.now() + 11 * MINUTE)
      const { orm, jobs } = services()
      await orm.em.fork().transactional((tx) => jobs.enqueue(tx, 'release-stale-claims', {}))
      await jobs.runPending()
      await put(key, file)
    })
    expect((await upload(plugin)).status).toBe(500)
    expect([await objects(), await rowsOf(plugin)]).toEqual([before, []])
  })
})

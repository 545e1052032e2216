import { afterEach, describe, expect, it, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { sha256 } from '../../support/binaries.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { IMAGES } from '../../support/images.ts'
import { type OwnPlugin, objectsOf, ownPlugin, uniquePng, uploadIcon } from '../../support/media.ts'

const app = testApp()
const call = callerOf(app)
const services = () => app.current.services
const objects = () => objectsOf(app.current)

afterEach(() => vi.restoreAllMocks())

async function rowOf({ id }: OwnPlugin) {
  const sql = 'select storage_key, checksum_sha256 from plugin_icons where plugin_id = ?'
  const [row] = await execute<{ storage_key: string; checksum_sha256: string }>(app.current, sql, [id])
  return row
}
const shown = async ({ slug }: OwnPlugin): Promise<Buffer> => (await call(`GET /plugins/${slug}/icon`)).body
const urlOf = async ({ slug }: OwnPlugin) => (await call(`GET /plugins/${slug}`)).body.icon_url
/** Everything that is due, and what would only be due after an hour. */
const runJobs = () => services().jobs.runPending({ early: true })

describe('a new icon', () => {
  it('takes the place of the one before, under a new URL, and the old object goes', async () => {
    const plugin = await ownPlugin(call)
    const [first, second] = [uniquePng(), uniquePng()]
    await uploadIcon(call, plugin, { bytes: first })
    const [url, row, before] = [await urlOf(plugin), await rowOf(plugin), await objects()]
    await uploadIcon(call, plugin, { bytes: second })
    expect(await urlOf(plugin)).not.toBe(url)
    expect((await shown(plugin)).equals(second)).toBe(true)
    expect(await runJobs()).toMatchObject({ failed: 0 })
    expect(await services().storage.exists(row?.storage_key ?? '')).toBe(false)
    expect(await objects()).toBe(before)
    expect((await shown(plugin)).equals(second)).toBe(true)
  })

  it('that is the same stays, also after the jobs of both', async () => {
    const plugin = await ownPlugin(call)
    const [one, other] = [uniquePng(), uniquePng()]
    for (const bytes of [one, other, one, one]) await uploadIcon(call, plugin, { bytes })
    await runJobs()
    expect((await shown(plugin)).equals(one)).toBe(true)
    await uploadIcon(call, plugin, { bytes: one })
    await runJobs()
    expect((await shown(plugin)).equals(one)).toBe(true)
  })

  it('is one of those that were sent at once: row, URL and the one object agree', async () => {
    const plugin = await ownPlugin(call)
    const before = await objects()
    const icons = [...Array(20)].map(uniquePng)
    const answers = await Promise.all(icons.map((bytes) => uploadIcon(call, plugin, { bytes })))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(await runJobs()).toMatchObject({ failed: 0 })
    const row = await rowOf(plugin)
    const bytes = await shown(plugin)
    expect(icons.some((icon) => icon.equals(bytes))).toBe(true)
    expect(sha256(bytes)).toBe(row?.checksum_sha256)
    expect(row?.storage_key).toContain(row?.checksum_sha256)
    expect(await urlOf(plugin)).toBe(`/api/v1/plugins/${plugin.slug}/icon?v=${sha256(bytes).slice(0, 12)}`)
    expect((await objects()) - before).toBe(1)
  })

  it('and a deletion at once leave either, and no object too many', async () => {
    const plugin = await ownPlugin(call)
    const before = await objects()
    const remove = () => call(`DELETE /plugins/${plugin.slug}/icon`, { token: plugin.owner.token })
    const upload = () => uploadIcon(call, plugin, { bytes: uniquePng() })
    const answers = await Promise.all([...Array(12)].map((_, at) => (at % 2 ? remove() : upload())))
    expect(answers.map(({ status }) => status)).toEqual([...Array(12)].map((_, at) => (at % 2 ? 204 : 200)))
    await runJobs()
    const row = await rowOf(plugin)
    expect((await objects()) - before).toBe(row ? 1 : 0)
    expect((await urlOf(plugin)) === null).toBe(row === undefined)
    expect((await call(`GET /plugins/${plugin.slug}/icon`)).status).toBe(row ? 200 : 404)
  })
})

describe('an upload that fails', () => {
  it('in the storage keeps the icon that was there, and leaves nothing', async () => {
    const plugin = await ownPlugin(call)
    await uploadIcon(call, plugin)
    const before = await objects()
    const put = services().storage.put.bind(services().storage)
    vi.spyOn(services().storage, 'put').mockImplementationOnce(async (key, file) => {
      await put(key, file)
      throw new Error('the password of the store is hunter2')
    })
    const { status, body } = await uploadIcon(call, plugin, { bytes: uniquePng() })
    expect([status, JSON.stringify(body)]).toEqual([500, expect.not.stringContaining('hunter2')])
    expect(await objects()).toBe(before)
    expect((await shown(plugin)).equals(IMAGES['image/png'])).toBe(true)
  })

  it('because its plugin is deleted while it is stored leaves nothing', async () => {
    const plugin = await ownPlugin(call)
    const before = await objects()
    const put = services().storage.put.bind(services().storage)
    vi.spyOn(services().storage, 'put').mockImplementationOnce(async (key, file) => {
      await put(key, file)
      await call(`DELETE /plugins/${plugin.slug}`, { token: plugin.owner.token })
    })
    expect((await uploadIcon(call, plugin)).status).toBe(404)
    expect(await objects()).toBe(before)
  })

  it('with its process is cleared away by a job an hour later', async () => {
    const plugin = await ownPlugin(call)
    const before = await objects()
    const { storage, jobs } = services()
    const put = storage.put.bind(storage)
    vi.spyOn(storage, 'put').mockImplementationOnce(async (key, file) => {
      await put(key, file)
      // As little is done after this as by a process that was killed.
      vi.spyOn(storage, 'delete').mockRejectedValueOnce(new Error('killed'))
      throw new Error('killed')
    })
    expect((await uploadIcon(call, plugin)).status).toBe(500)
    await jobs.runPending()
    expect((await objects()) - before).toBe(1)
    expect(await runJobs()).toMatchObject({ failed: 0 })
    expect(await objects()).toBe(before)
  })
})

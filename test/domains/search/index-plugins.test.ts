import { beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { CATEGORY, newPlugin, newVersion, uniquePluginName } from '../../support/plugins.ts'
import { indexed, newBinary } from '../../support/search.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let owner: TestUser
let plugin: { id: string; slug: string; name: string }
beforeEach(async () => {
  owner = await signUp(call)
  plugin = await newPlugin(call, owner.token, { name: uniquePluginName('Index') })
  await indexed(app)
})

const search = async (parameters: Record<string, string>) =>
  (await call(`GET /search?${new URLSearchParams(parameters)}`)).body
const isFound = async (parameters: Record<string, string>): Promise<boolean> =>
  (await search(parameters)).hits.some(({ slug }: { slug: string }) => slug === plugin.slug)
const queued = () => execute(app.current, 'select plugin_id from search_queue')

describe('the search index', () => {
  it('has a plugin as soon as its event is told', async () => {
    expect(await isFound({ q: plugin.name })).toBe(true)
    expect(await queued()).toEqual([])
  })

  it('follows a change of its name, texts and categories', async () => {
    const body = {
      name: uniquePluginName('Renamed'),
      description: 'Mentions quinces',
      category_ids: [CATEGORY.security],
    }
    await call(`PUT /plugins/${plugin.slug}`, { token: owner.token, body })
    await indexed(app)
    expect(await isFound({ q: body.name })).toBe(true)
    expect(await isFound({ q: 'quinces' })).toBe(true)
    expect(await isFound({ category: 'security' })).toBe(true)
    expect(await isFound({ q: plugin.name.split(' ')[1] as string })).toBe(false)
  })

  it('follows the name of its author', async () => {
    const body = { display_name: 'Zebulon Quackenbush' }
    expect((await call('PUT /auth/me', { token: owner.token, body })).status).toBe(200)
    await indexed(app)
    expect(await isFound({ q: 'quackenbush' })).toBe(true)
    expect(await isFound({ q: owner.profile.username })).toBe(true)
  })

  it('follows binaries, yanks and restored versions', async () => {
    const pumpkin = { pumpkin_version_min: '7.1.0', pumpkin_version_max: '7.x' }
    await newVersion(call, owner.token, plugin.slug, pumpkin)
    await newBinary(call, owner.token, plugin, 'macos')
    await indexed(app)
    const asked = { q: plugin.name, platform: 'macos', pumpkin_version: '7.5.0' }
    expect(await isFound(asked)).toBe(true)
    const yank = async (yanked: boolean) => {
      const path = `PATCH /plugins/${plugin.slug}/versions/1.0.0/yank` as const
      expect((await call(path, { token: owner.token, body: { yanked } })).status).toBe(200)
      await indexed(app)
    }
    await yank(true)
    expect(await isFound(asked)).toBe(false)
    expect(await isFound({ q: plugin.name })).toBe(true)
    await yank(false)
    expect(await isFound(asked)).toBe(true)
  })

  it('forgets what is deleted', async () => {
    await call(`DELETE /plugins/${plugin.slug}`, { token: owner.token })
    await indexed(app)
    const { estimated_total_hits } = await search({ q: plugin.name.split(' ')[1] as string })
    expect(estimated_total_hits).toBe(0)
  })

  it('follows ratings', async () => {
    const other = await newPlugin(call, owner.token, { name: `${plugin.name} too` })
    const star = (id: string, stars: number) =>
      execute(app.current, `update plugin_totals set star_${stars} = 1 where plugin_id = ?`, [id])
    await star(plugin.id, 3)
    await star(other.id, 5)
    for (const { id, slug } of [plugin, other]) await announce('review.created', { pluginId: id, slug })
    await indexed(app)
    const order = async (sort: string) =>
      (await search({ q: plugin.name, sort })).hits.map(({ slug }: { slug: string }) => slug)
    expect(await order('rating')).toEqual([other.slug, plugin.slug])
    expect(await order('rating_asc')).toEqual([plugin.slug, other.slug])
  })

  it('orders by downloads as they are counted', async () => {
    const other = await newPlugin(call, owner.token, { name: `${plugin.name} too` })
    await indexed(app)
    await execute(app.current, 'update plugin_totals set downloads = 3 where plugin_id = ?', [other.id])
    const { hits } = await search({ q: plugin.name, sort: 'downloads' })
    expect(hits.map(({ slug }: { slug: string }) => slug)).toEqual([other.slug, plugin.slug])
  })

  it('loses no change of twenty at once', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `${plugin.name} v${i}`)
    await Promise.all([
      ...names.map((name) => call(`PUT /plugins/${plugin.slug}`, { token: owner.token, body: { name } })),
      ...Array.from({ length: 4 }, () => app.current.services.jobs.runPending()),
    ])
    await app.current.services.jobs.runPending({ early: true })
    await indexed(app)
    const now = (await call(`GET /plugins/${plugin.slug}`)).body.name
    const [stored] = await execute<{ name: string }>(
      app.current,
      'select name from search_documents where plugin_id = ?',
      [plugin.id],
    )
    expect(stored?.name).toBe(now.toLowerCase())
    expect(await queued()).toEqual([])
  })

  const announce = (type: string, data: Record<string, unknown>) =>
    app.current.services.orm.em.fork().transactional(async (tx) => {
      const { emit } = await import('../../../src/domains/events/index.ts')
      await emit(tx as never, { app: app.current.services }, { type, data } as never)
    })
})

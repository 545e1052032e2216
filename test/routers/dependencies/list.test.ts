import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, reactivatePlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'
import { needs, path, released, type TestPlugin } from './support.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let core: TestPlugin
beforeAll(async () => {
  author = await signUp(call)
  core = await released(call, author.token)
})

const dependantsOf = (plugin: { slug: string }) => call(`GET /plugins/${plugin.slug}/dependants`)

describe('GET …/dependencies', () => {
  it('lists what a version declares, in that order, also on inactive plugins', async () => {
    const plugin = await released(call, author.token, '1.0.0', '2.0.0')
    const declared = []
    for (let n = 0; n < 4; n++) {
      const target = await released(call, author.token)
      declared.push(await needs(call, author.token, plugin, target, `^${4 - n}`, n % 2 === 0))
      if (n === 1) await deactivatePlugin(app.current, target.slug)
    }
    const answer = await call(`GET ${path(plugin)}`)
    expect([answer.status, answer.body]).toEqual([
      200,
      { plugin_slug: plugin.slug, version: '1.0.0', total: 4, dependencies: declared },
    ])
    expect((await call(`GET ${path(plugin, '2.0.0')}`)).body).toMatchObject({ total: 0, dependencies: [] })
  })

  it('is 404 for a plugin or version that is not there, and 401 for a forged credential', async () => {
    const plugin = await released(call, author.token)
    expect((await call(`GET ${path(plugin, '9.9.9')}`)).status).toBe(404)
    expect((await call(`GET ${path({ slug: 'no-such-plugin' })}`)).status).toBe(404)
    expect((await call(`GET ${path(plugin)}`, { token: 'forged' })).status).toBe(401)
    await deactivatePlugin(app.current, plugin.slug)
    expect((await call(`GET ${path(plugin)}`, { token: author.token })).status).toBe(404)
  })

  it.each(ODD_PATHS)('is 404 for %s', async (_, odd) => {
    for (const rest of ['', '/graph']) {
      expect([400, 404]).toContain(
        (await call(`GET /plugins/${odd}/versions/1.0.0/dependencies${rest}`)).status,
      )
      const version = `GET /plugins/${core.slug}/versions/${odd}/dependencies${rest}` as const
      expect([400, 404]).toContain((await call(version)).status)
    }
    expect([400, 404]).toContain((await dependantsOf({ slug: odd })).status)
  })
})

describe('GET /plugins/{slug}/dependants', () => {
  it('lists the versions that depend on a plugin, by slug and then the highest first', async () => {
    const target = await released(call, author.token)
    const versions = ['1.0.0', '1.10.0', '1.9.0', '1.10.0-rc.1']
    const plugins = [
      await released(call, author.token, ...versions),
      await released(call, author.token, ...versions),
    ]
    for (const plugin of plugins) {
      for (const version of versions) {
        await needs(call, author.token, { ...plugin, version }, target, `>=${version}`, version === '1.9.0')
      }
    }
    const { status, body } = await dependantsOf(target)
    expect(status).toBe(200)
    expect(body).toEqual({
      plugin_slug: target.slug,
      plugin_name: target.name,
      total: 8,
      dependants: plugins
        .toSorted((a, b) => (a.slug < b.slug ? -1 : 1))
        .flatMap(({ id, slug, name }) =>
          ['1.10.0', '1.10.0-rc.1', '1.9.0', '1.0.0'].map((version) => ({
            plugin_id: id,
            plugin_name: name,
            plugin_slug: slug,
            version,
            version_req: `>=${version}`,
            is_optional: version === '1.9.0',
          })),
        ),
    })
  })

  it('leaves out dependants that are deleted or deactivated, and counts them no more', async () => {
    const target = await released(call, author.token)
    const [stays, leaves, rests] = await Promise.all([1, 2, 3].map(() => released(call, author.token)))
    for (const plugin of [stays, leaves, rests] as TestPlugin[])
      await needs(call, author.token, plugin, target)
    await call(`DELETE /plugins/${leaves?.slug}`, { token: author.token })
    await deactivatePlugin(app.current, rests?.slug ?? '')
    const { body } = await dependantsOf(target)
    expect([body.total, body.dependants.map((each: any) => each.plugin_slug)]).toEqual([1, [stays?.slug]])
    await reactivatePlugin(app.current, rests?.slug ?? '')
    expect((await dependantsOf(target)).body.total).toBe(2)
  })

  it('shows those of yanked versions, for the analysis of what would break', async () => {
    const target = await released(call, author.token)
    const plugin = await released(call, author.token)
    await needs(call, author.token, plugin, target)
    await call(`PATCH /plugins/${plugin.slug}/versions/1.0.0/yank`, {
      token: author.token,
      body: { yanked: true },
    })
    expect((await dependantsOf(target)).body.total).toBe(1)
  })

  it('has none where nobody depends, and is 404 for a plugin that is not there', async () => {
    const target = await released(call, author.token)
    expect((await dependantsOf(target)).body).toMatchObject({ total: 0, dependants: [] })
    expect((await dependantsOf({ slug: 'no-such-plugin' })).status).toBe(404)
    await deactivatePlugin(app.current, target.slug)
    expect((await dependantsOf(target)).status).toBe(404)
  })

  it('lists 1,000 of them and counts all', async () => {
    const target = await released(call, author.token)
    const plugin = await released(call, author.token)
    await execute(
      app.current,
      `with made as (
         insert into versions (id, plugin_id, version, release, published_at)
         select gen_random_uuid(), ?, '3.' || n || '.0', '3.' || n || '.0', now() from generate_series(1, 1005) n
         returning id
       )
       insert into dependencies (id, version_id, dependency_plugin_id, version_req, is_optional, created_at)
       select gen_random_uuid(), id, ?, '*', false, now() from made`,
      [plugin.id, target.id],
    )
    const { body } = await dependantsOf(target)
    expect([body.total, body.dependants.length, body.dependants[0].version]).toEqual([1005, 1000, '3.1005.0'])
  })
})

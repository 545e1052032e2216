import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { deactivatePlugin, newVersion } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'
import { declare, graphOf, needs, path, released, yank } from './support.ts'

const app = testApp()
const call = callerOf(app)

let token: string
beforeAll(async () => {
  token = (await signUp(call)).token
})

const plugins = (count: number) => Promise.all(Array.from({ length: count }, () => released(call, token)))

describe('a circular dependency', () => {
  it('is refused when two plugins need each other', async () => {
    const [a, b] = (await plugins(2)) as [any, any]
    await needs(call, token, a, b)
    const { status, body } = await declare(call, token, b, a)
    expect([status, body.error.code]).toEqual([400, 'bad_request'])
    expect(body.error.message).toContain(`${a.slug} depends on ${b.slug}`)
    expect((await call(`GET ${path(b)}`)).body.total).toBe(0)
  })

  it('is refused over many plugins, and over optional dependencies', async () => {
    const ring = await plugins(6)
    for (const [n, plugin] of ring.slice(0, -1).entries()) {
      await needs(call, token, plugin, ring[n + 1] as any, '^1.0', n % 2 === 0)
    }
    for (const is_optional of [false, true]) {
      expect((await declare(call, token, ring[5] as any, ring[0] as any, { is_optional })).status).toBe(400)
    }
    expect((await declare(call, token, ring[0] as any, ring[5] as any)).status).toBe(201)
  })

  it('is refused when it comes back to another version of the plugin', async () => {
    const [a, b] = (await plugins(2)) as [any, any]
    await needs(call, token, b, a)
    await newVersion(call, token, a.slug, { version: '2.0.0' })
    expect((await declare(call, token, { ...a, version: '2.0.0' }, b)).status).toBe(400)
  })

  it('is none when the requirement resolves to a version that does not come back', async () => {
    const [a, b] = (await plugins(2)) as [any, any]
    await needs(call, token, b, a)
    await newVersion(call, token, b.slug, { version: '2.0.0' })
    expect((await declare(call, token, a, b, { version_req: '^1.0' })).status).toBe(400)
    expect((await declare(call, token, a, b, { version_req: '>=1.0' })).status).toBe(201)
  })

  it('is none over a version that is yanked, or a plugin that is inactive', async () => {
    const [a, b, c] = (await plugins(3)) as [any, any, any]
    await needs(call, token, b, a)
    await yank(call, token, b, '1.0.0')
    expect((await declare(call, token, a, b)).status).toBe(201)
    const [d, e] = (await plugins(2)) as [any, any]
    await needs(call, token, c, d)
    await needs(call, token, d, e)
    await deactivatePlugin(app.current, d.slug)
    expect((await declare(call, token, e, c)).status).toBe(201)
  })

  it('is refused when a changed requirement makes it, and the old one stays', async () => {
    const [a, b] = (await plugins(2)) as [any, any]
    await needs(call, token, b, a)
    await newVersion(call, token, b.slug, { version: '2.0.0' })
    const { id } = await needs(call, token, a, b, '^2')
    const put = (body: unknown) => call(`PUT ${path(a, '1.0.0', `/${id}`)}`, { token, body })
    expect((await put({ version_req: '^1.0' })).status).toBe(400)
    expect((await graphOf(call, a)).graph[0].dependencies[0]).toMatchObject({
      version_req: '^2',
      resolved_version: '2.0.0',
    })
    expect((await put({ version_req: '>=2', is_optional: true })).status).toBe(200)
  })

  it('is refused for one of two who declare it at once, twenty times', async () => {
    for (let round = 0; round < 20; round++) {
      const [a, b] = (await plugins(2)) as [any, any]
      const answers = await Promise.all([declare(call, token, a, b), declare(call, token, b, a)])
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 400])
      expect((await graphOf(call, a)).conflicts).toEqual([])
    }
  }, 60_000)

  it('is refused for one of five who declare a ring at once', async () => {
    for (let round = 0; round < 5; round++) {
      const ring = await plugins(5)
      const answers = await Promise.all(
        ring.map((plugin, n) => declare(call, token, plugin, ring[(n + 1) % 5] as any)),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 400])
    }
  }, 60_000)

  it('is refused for one of two who change their requirements to it at once', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = (await plugins(2)) as [any, any]
      const [ab, ba] = [await needs(call, token, a, b, '^2'), await needs(call, token, b, a, '^2')]
      const body = { version_req: '^1' }
      const answers = await Promise.all([
        call(`PUT ${path(a, '1.0.0', `/${ab.id}`)}`, { token, body }),
        call(`PUT ${path(b, '1.0.0', `/${ba.id}`)}`, { token, body }),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    }
  }, 60_000)

  it('is shown when a restored version makes it', async () => {
    const [a, b] = (await plugins(2)) as [any, any]
    await newVersion(call, token, b.slug, { version: '1.1.0' })
    await needs(call, token, { ...b, version: '1.1.0' }, a)
    await yank(call, token, b, '1.1.0')
    await needs(call, token, a, b)
    expect((await graphOf(call, a)).conflicts).toEqual([])
    await yank(call, token, b, '1.1.0', false)
    for (const [plugin, version] of [
      [a, '1.0.0'],
      [b, '1.1.0'],
    ]) {
      const { graph, conflicts } = await graphOf(call, plugin, version)
      expect(graph).toHaveLength(2)
      expect(conflicts).toHaveLength(1)
      expect(conflicts[0]).toMatchObject({ conflict_type: 'circular_dependency', plugin_slug: plugin.slug })
      expect(conflicts[0].requirements).toHaveLength(2)
    }
  })

  it('is shown when a later release makes a chain come back at another version', async () => {
    const [a, b] = (await plugins(2)) as [any, any]
    await needs(call, token, b, a, '^2')
    await needs(call, token, a, b)
    await newVersion(call, token, a.slug, { version: '2.0.0' })
    const { conflicts } = await graphOf(call, a)
    expect(conflicts).toEqual([
      {
        conflict_type: 'circular_dependency',
        plugin_slug: a.slug,
        plugin_name: a.name,
        message: `${a.slug} needs itself: ${a.slug}@1.0.0 → ${b.slug}@1.0.0 → ${a.slug}@2.0.0.`,
        requirements: [
          { required_by: `${a.slug}@1.0.0`, version_req: '^1.0' },
          { required_by: `${b.slug}@1.0.0`, version_req: '^2' },
        ],
      },
    ])
  })
})

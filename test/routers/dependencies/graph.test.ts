import { beforeAll, describe, expect, it } from 'vitest'
import { writeWorld } from '../../domains/dependencies/world.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { deactivatePlugin, newVersion, reactivatePlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'
import { graphOf, needs, path, released, type TestPlugin, yank } from './support.ts'

const app = testApp()
const call = callerOf(app)

let token: string
beforeAll(async () => {
  token = (await signUp(call)).token
})

const plugin = (...versions: string[]): Promise<TestPlugin> => released(call, token, ...versions)
const resolvedBy = async (of: TestPlugin, version = '1.0.0') =>
  (await graphOf(call, of, version)).graph[0].dependencies.map((each: any) => each.resolved_version)

describe('GET …/dependencies/graph', () => {
  it('shows every plugin with its dependencies and the versions they resolve to', async () => {
    const [economine, core] = [await plugin('1.1.0'), await plugin('0.1.0', '0.2.0')]
    await needs(call, token, { ...economine, version: '1.1.0' }, core, '>=0.2.0')
    const answer = await call(`GET ${path(economine, '1.1.0', '/graph')}`)
    const versionsOf = async ({ slug }: TestPlugin) =>
      (await call(`GET /plugins/${slug}/versions`)).body.versions
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      plugin_slug: economine.slug,
      version: '1.1.0',
      graph: [
        {
          plugin_id: economine.id,
          plugin_name: economine.name,
          plugin_slug: economine.slug,
          version: '1.1.0',
          version_id: (await versionsOf(economine))[0].id,
          dependencies: [
            {
              dependency_plugin_id: core.id,
              dependency_plugin_name: core.name,
              dependency_plugin_slug: core.slug,
              version_req: '>=0.2.0',
              is_optional: false,
              resolved_version: '0.2.0',
              is_compatible: true,
            },
          ],
        },
        {
          plugin_id: core.id,
          plugin_name: core.name,
          plugin_slug: core.slug,
          version: '0.2.0',
          version_id: (await versionsOf(core))[0].id,
          dependencies: [],
        },
      ],
      conflicts: [],
    })
  })

  it('is the plugin alone when it needs nothing', async () => {
    const alone = await plugin()
    const { graph, conflicts } = await graphOf(call, alone)
    expect([graph.length, graph[0].dependencies, conflicts]).toEqual([1, [], []])
  })

  it('is breadth-first, in the order of declaration, each version once', async () => {
    const [root, a, b, c, d] = await Promise.all(Array.from({ length: 5 }, () => plugin()))
    const declared: [TestPlugin, TestPlugin][] = [
      [a, d],
      [a, c],
      [b, c],
      [d, c],
      [root, b],
      [root, a],
    ] as [TestPlugin, TestPlugin][]
    for (const [by, on] of declared) await needs(call, token, by, on)
    const order = (await graphOf(call, root as TestPlugin)).graph.map((node: any) => node.plugin_slug)
    expect(order).toEqual([root, b, a, c, d].map((each) => each?.slug))
  })

  it('takes the highest version that is not yanked, at the moment of the question', async () => {
    const [root, core] = [await plugin(), await plugin('1.0.0', '1.10.0', '1.9.0', '2.0.0', '1.11.0-rc.1')]
    await needs(call, token, root, core, '^1.0')
    expect(await resolvedBy(root)).toEqual(['1.10.0'])
    await yank(call, token, core, '1.10.0')
    expect(await resolvedBy(root)).toEqual(['1.9.0'])
    await newVersion(call, token, core.slug, { version: '1.12.0+build.5' })
    expect(await resolvedBy(root)).toEqual(['1.12.0+build.5'])
    await yank(call, token, core, '1.10.0', false)
    expect(await resolvedBy(root)).toEqual(['1.12.0+build.5'])
  })

  it('takes a prerelease only where the requirement names one of the same version', async () => {
    const core = await plugin('1.0.0-beta', '1.0.0-rc.1', '1.1.0-rc.1')
    const reqs: [string, string | null][] = [
      ['^1.0.0-beta', '1.0.0-rc.1'],
      ['>=1.0.0-rc.0 <2', '1.0.0-rc.1'],
      ['^1.0.0', null],
      ['*', null],
      ['=1.0.0-beta', '1.0.0-beta'],
      ['>1.0.0-rc.1', null],
    ]
    for (const [req, wanted] of reqs) {
      const root = await plugin()
      await needs(call, token, root, core, req)
      expect([req, ...(await resolvedBy(root))]).toEqual([req, wanted])
    }
  })

  it('shows a root that is yanked, and none that is not there', async () => {
    const [root, core] = [await plugin(), await plugin()]
    await needs(call, token, root, core)
    await yank(call, token, root, '1.0.0')
    expect(await resolvedBy(root)).toEqual(['1.0.0'])
    expect((await call(`GET ${path(root, '2.0.0', '/graph')}`)).status).toBe(404)
    expect((await call(`GET ${path({ slug: 'no-such-plugin' }, '1.0.0', '/graph')}`)).status).toBe(404)
    expect((await call(`GET ${path(root, '1.0.0', '/graph')}`, { token: 'forged' })).status).toBe(401)
    await deactivatePlugin(app.current, root.slug)
    expect((await call(`GET ${path(root, '1.0.0', '/graph')}`, { token })).status).toBe(404)
  })

  it('lets a plugin stand at two versions, without a conflict where one version would do for both', async () => {
    const [root, other, core] = [await plugin(), await plugin(), await plugin('1.0.0', '1.5.0', '2.0.0')]
    await needs(call, token, root, other)
    await needs(call, token, root, core, '>=1.0')
    await needs(call, token, other, core, '^1.0')
    const { graph, conflicts } = await graphOf(call, root)
    const versions = graph
      .filter((node: any) => node.plugin_slug === core.slug)
      .map((node: any) => node.version)
    expect([versions, conflicts]).toEqual([['2.0.0', '1.5.0'], []])
  })

  it('tells of a requirement that no version satisfies, yanked ones not counted', async () => {
    const [root, core] = [await plugin(), await plugin('1.0.0', '2.0.0')]
    await needs(call, token, root, core, '^2')
    await yank(call, token, core, '2.0.0')
    const { graph, conflicts } = await graphOf(call, root)
    expect(graph[0].dependencies[0]).toMatchObject({ resolved_version: null, is_compatible: false })
    expect(conflicts).toEqual([
      {
        conflict_type: 'no_matching_version',
        plugin_slug: core.slug,
        plugin_name: core.name,
        message: `No published version of ${core.slug} satisfies ^2 (${root.slug}@1.0.0).`,
        requirements: [{ required_by: `${root.slug}@1.0.0`, version_req: '^2' }],
      },
    ])
  })

  it('ends a branch at a plugin that is inactive, and goes on when it is back', async () => {
    const [root, middle, leaf] = [await plugin(), await plugin(), await plugin()]
    await needs(call, token, root, middle)
    await needs(call, token, middle, leaf)
    await deactivatePlugin(app.current, middle.slug)
    const { graph, conflicts } = await graphOf(call, root)
    expect(graph).toHaveLength(1)
    expect(graph[0].dependencies[0]).toMatchObject({
      dependency_plugin_slug: middle.slug,
      resolved_version: null,
      is_compatible: false,
    })
    expect(conflicts).toEqual([
      {
        conflict_type: 'inactive_plugin',
        plugin_slug: middle.slug,
        plugin_name: middle.name,
        message: `${middle.slug} has been deactivated or deleted.`,
        requirements: [{ required_by: `${root.slug}@1.0.0`, version_req: '^1.0' }],
      },
    ])
    await reactivatePlugin(app.current, middle.slug)
    expect((await graphOf(call, root)).graph).toHaveLength(3)
    await call(`DELETE /plugins/${middle.slug}`, { token })
    expect((await graphOf(call, root)).conflicts[0].conflict_type).toBe('inactive_plugin')
  })

  it('follows optional dependencies, which never conflict, nor does what only they need', async () => {
    await writeWorld(app.current, [
      {
        slug: 'opt-root',
        versions: [
          {
            version: '1.0.0',
            needs: [
              { on: 'opt-gone', req: '*', isOptional: true },
              { on: 'opt-core', req: '^9', isOptional: true },
              { on: 'opt-middle', req: '^1', isOptional: true },
            ],
          },
        ],
      },
      {
        slug: 'opt-middle',
        versions: [
          {
            version: '1.0.0',
            needs: [
              { on: 'opt-core', req: '^1' },
              { on: 'opt-gone', req: '*' },
              { on: 'opt-root', req: '*' },
            ],
          },
        ],
      },
      { slug: 'opt-core', versions: [{ version: '1.0.0' }, { version: '2.0.0' }] },
      { slug: 'opt-gone', isInactive: true, versions: [{ version: '1.0.0' }] },
    ])
    const { graph, conflicts } = await graphOf(call, { slug: 'opt-root' })
    expect(graph.map((node: any) => node.plugin_slug)).toEqual(['opt-root', 'opt-middle', 'opt-core'])
    expect(graph[0].dependencies.map((each: any) => each.resolved_version)).toEqual([null, null, '1.0.0'])
    expect(conflicts).toEqual([])
    const own = (await graphOf(call, { slug: 'opt-middle' })).conflicts
    expect(own.map((each: any) => each.conflict_type)).toEqual(['inactive_plugin'])
  })
})

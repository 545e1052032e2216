import semver from 'semver'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../../src/domains/context.ts'
import { type DependencyGraph, getGraph } from '../../../src/domains/dependencies/index.ts'
import { testApp } from '../../support/app.ts'
import { execute } from '../../support/execute.ts'
import { lockWorld, ROOT, requirementOf } from './lock-world.ts'
import { writeWorld } from './world.ts'

const app = testApp()
const { plugins, choices } = lockWorld()

let graph: DependencyGraph
beforeAll(async () => {
  await writeWorld(app.current, plugins)
  const version = plugins.find(({ slug }) => slug === ROOT)?.versions[0]?.version ?? ''
  graph = await getGraph({ app: app.current.services } as Context, { slug: ROOT, version })
})

describe('the packages of our own lock file', () => {
  it('are a world worth resolving', () => {
    expect(plugins.length).toBeGreaterThan(300)
    expect(choices.length).toBeGreaterThan(500)
    expect(plugins.filter(({ versions }) => versions.length > 1).length).toBeGreaterThan(10)
    expect(graph.graph.length).toBeGreaterThan(300)
  })

  it('resolve to versions that satisfy the ranges, by semver', () => {
    const rangeOf = new Map(
      choices.map(({ by, byVersion, on, range }) => [`${by}@${byVersion} ${on}`, range]),
    )
    const wrong = graph.graph.flatMap(({ plugin_slug, version, dependencies }) =>
      dependencies.filter(({ dependency_plugin_slug, resolved_version }) => {
        const range = rangeOf.get(`${plugin_slug}@${version} ${dependency_plugin_slug}`)
        return !range || !resolved_version || !semver.satisfies(resolved_version, range)
      }),
    )
    expect(wrong).toEqual([])
  })

  it('resolve to the highest version that is locked and satisfies the range', () => {
    const versionsOf = new Map(
      plugins.map(({ slug, versions }) => [slug, versions.map(({ version }) => version)]),
    )
    for (const { dependencies } of graph.graph) {
      for (const { dependency_plugin_slug, version_req, resolved_version } of dependencies) {
        const versions = versionsOf.get(dependency_plugin_slug) ?? []
        const highest = semver.maxSatisfying(versions, version_req)
        expect([dependency_plugin_slug, version_req, resolved_version]).toEqual([
          dependency_plugin_slug,
          version_req,
          highest,
        ])
      }
    }
  })

  it('are admitted wherever npm chose them', async () => {
    const rows = await execute<{ by: string; on: string; version: string }>(
      app.current,
      `select asked.by, asked.on, asked.version
       from jsonb_to_recordset(?::jsonb) as asked ("by" text, "byVersion" text, "on" text, "version" text)
       left join plugins p on p.slug = asked.by
       left join versions v on v.plugin_id = p.id and v.version = asked."byVersion"
       left join plugins t on t.slug = asked.on
       left join versions c on c.plugin_id = t.id and c.version = asked.version
       where not exists (
         select from dependency_intervals i
         where i.version_id = v.id and i.plugin_id = t.id
           and i.is_prerelease = c.is_prerelease and i.low <= c.sort_key and c.sort_key < i.high)`,
      [JSON.stringify(choices)],
    )
    expect(rows).toEqual([])
  })

  it.each([
    ['1.2.3', '=1.2.3'],
    ['1.2.x', '=1.2.x'],
    ['1', '=1'],
    ['^1.0.0', '^1.0.0'],
    ['>= 1.0.0 < 2', '>= 1.0.0 < 2'],
    ['^1 || 2.0', '^1 || =2.0'],
    ['1 - 2', '1 - 2'],
    ['', '*'],
  ])('are declared with what npm means: %j is %j', (range, requirement) => {
    expect(requirementOf(range)).toBe(requirement)
  })
})

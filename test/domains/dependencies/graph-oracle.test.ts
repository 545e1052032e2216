import { beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../../src/domains/context.ts'
import { type DependencyGraph, getGraph } from '../../../src/domains/dependencies/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { oracleOf } from './oracle.ts'
import { REQUIREMENTS, randomOf, randomWorld } from './random-world.ts'
import { type WorldPlugin, writeWorld } from './world.ts'

const app = testApp()
const call = callerOf(app)

const GRAPHS = 10_000
const AT_ONCE = 8

interface Root {
  world: readonly WorldPlugin[]
  slug: string
  version: string
}

const roots: Root[] = []

beforeAll(async () => {
  const random = randomOf(20_260_301)
  const worlds: WorldPlugin[][] = []
  for (let n = 0; roots.length < GRAPHS; n++) {
    const world = randomWorld(`w${n}`, random)
    worlds.push(world)
    for (const { slug, isInactive, versions } of world) {
      if (!isInactive) roots.push(...versions.map(({ version }) => ({ world, slug, version })))
    }
  }
  await writeWorld(app.current, worlds.flat())
}, 180_000)

describe('the graph of a version', () => {
  it(`is what a plain resolver finds, for ${GRAPHS} graphs`, async () => {
    const ctx = { app: app.current.services } as Context
    const seen: Record<string, number> = {}
    for (let at = 0; at < roots.length; at += AT_ONCE) {
      const batch = roots.slice(at, at + AT_ONCE)
      const graphs = await Promise.all(batch.map(({ slug, version }) => getGraph(ctx, { slug, version })))
      graphs.forEach((graph, n) => {
        compare(graph, batch[n] as Root)
        const types = new Set(graph.conflicts.map(({ conflict_type }) => conflict_type))
        for (const type of types.size === 0 ? ['none'] : types) seen[type] = (seen[type] ?? 0) + 1
        if (types.size === 4) seen.all = (seen.all ?? 0) + 1
      })
    }
    // Nothing is compared that does not occur.
    const names = [
      'circular_dependency',
      'inactive_plugin',
      'incompatible_ranges',
      'no_matching_version',
      'none',
    ]
    for (const name of names) expect([name, (seen[name] ?? 0) > 500]).toEqual([name, true])
    expect(seen.all).toBeGreaterThan(5)
  }, 600_000)

  it('is the same over HTTP', async () => {
    for (const root of roots.filter((_, n) => n % 200 === 0)) {
      const version = encodeURIComponent(root.version)
      const answer = await call(`GET /plugins/${root.slug}/versions/${version}/dependencies/graph`)
      expect(answer.status).toBe(200)
      compare(answer.body, root)
    }
  }, 60_000)
})

function compare({ graph, conflicts }: DependencyGraph, { world, slug, version }: Root): void {
  const oracle = oracleOf(world, REQUIREMENTS)
  const nodes = graph.map(({ plugin_slug, version, dependencies }) => ({
    slug: plugin_slug,
    version,
    edges: dependencies.map((edge) => ({
      by: `${plugin_slug}@${version}`,
      on: edge.dependency_plugin_slug,
      req: edge.version_req,
      isOptional: edge.is_optional,
      resolved: edge.resolved_version,
    })),
  }))
  expect(nodes).toEqual(oracle.graphOf(slug, version))
  const compatible = graph.flatMap(({ dependencies }) => dependencies)
  expect(compatible.filter((edge) => edge.is_compatible !== (edge.resolved_version !== null))).toEqual([])
  const told = conflicts.map(({ conflict_type, plugin_slug, requirements }) => ({
    type: conflict_type,
    slug: plugin_slug,
    requirements: requirements.map(({ required_by, version_req }) => `${required_by} ${version_req}`),
  }))
  const cycles = told.filter(({ type }) => type === 'circular_dependency')
  expect(told.filter(({ type }) => type !== 'circular_dependency')).toEqual(oracle.conflictsOf(slug, version))
  compareCycles(cycles, nodes, oracle.comingBack(slug, version))
}

/** Which chains are told is a choice; that they are chains, come back, and leave no plugin out is not. */
function compareCycles(
  cycles: readonly { slug: string; requirements: string[] }[],
  nodes: readonly {
    slug: string
    version: string
    edges: { by: string; on: string; req: string; resolved: string | null }[]
  }[],
  comingBack: ReadonlySet<string>,
): void {
  const edges = nodes.flatMap((node) => node.edges)
  const told = new Set<string>()
  for (const { slug, requirements } of cycles) {
    const candidates = requirements.map((text) => edges.filter(({ by, req }) => `${by} ${req}` === text))
    expect([requirements[0]?.split('@', 1)[0], comingBack.has(slug), told.has(slug)]).toEqual([
      slug,
      true,
      false,
    ])
    candidates.forEach((links, n) => {
      const next = requirements[n + 1]?.split(' ', 1)[0]
      const leads = links.some(({ on, resolved }) => (next ? `${on}@${resolved}` === next : on === slug))
      expect([requirements, n, leads]).toEqual([requirements, n, true])
    })
    for (const text of requirements) told.add(text.split('@', 1)[0] ?? '')
  }
  expect([...comingBack].filter((slug) => !told.has(slug))).toEqual([])
}

import { describe, expect, it, vi } from 'vitest'
import { poolOf } from '../../../src/database/orm.ts'
import { type Need, type WorldPlugin, writeWorld } from '../../domains/dependencies/world.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { path } from './support.ts'

const app = testApp()
const call = callerOf(app)

const graphOf = (slug: string) => call(`GET ${path({ slug }, '1.0.0', '/graph')}`)

/** Plugins `prefix-0`, `prefix-1`…, each with a version 1.0.0 that needs what `needs` says. */
const numbered = (prefix: string, count: number, needs: (n: number) => number[]): WorldPlugin[] =>
  Array.from({ length: count }, (_, n) => ({
    slug: `${prefix}-${n}`,
    versions: [{ version: '1.0.0', needs: needs(n).map((on) => ({ on: `${prefix}-${on}`, req: '^1.0' })) }],
  }))

const after = (n: number, count: number) => Array.from({ length: count - n - 1 }, (_, k) => n + 1 + k)

describe('a large graph', () => {
  it('is followed along a chain of 10,000 plugins, and refused when it is longer', async () => {
    await writeWorld(
      app.current,
      numbered('chain', 10_001, (n) => (n < 10_000 ? [n + 1] : [])),
    )
    const { status, body } = await graphOf('chain-1')
    expect([status, body.graph.length, body.conflicts]).toEqual([200, 10_000, []])
    expect(body.graph.at(-1).plugin_slug).toBe('chain-10000')
    const refused = await graphOf('chain-0')
    expect([refused.status, refused.body.error.code]).toEqual([422, 'validation_failed'])
    expect(refused.body.error.message).toContain('10000 versions')
  }, 120_000)

  it('shows a ring of 5,000 plugins as one cycle', async () => {
    await writeWorld(
      app.current,
      numbered('ring', 5000, (n) => [(n + 1) % 5000]),
    )
    const { body } = await graphOf('ring-7')
    expect([body.graph.length, body.conflicts.length]).toEqual([5000, 1])
    expect(body.conflicts[0]).toMatchObject({ conflict_type: 'circular_dependency', plugin_slug: 'ring-7' })
    expect(body.conflicts[0].requirements).toHaveLength(5000)
    expect(body.conflicts[0].message.length).toBeLessThan(500)
  }, 120_000)

  it('may have 50,000 dependencies where everything needs everything after it, and no more', async () => {
    await writeWorld(
      app.current,
      numbered('clique', 318, (n) => after(n, 318)),
    )
    const { status, body } = await graphOf('clique-2')
    expect([status, body.graph.length, body.conflicts]).toEqual([200, 316, []])
    const refused = await graphOf('clique-0')
    expect([refused.status, refused.body.error.code]).toEqual([422, 'validation_failed'])
  }, 120_000)

  it('tells each plugin once where everything needs everything', async () => {
    await writeWorld(
      app.current,
      numbered('tangle', 60, (n) => Array.from({ length: 60 }, (_, k) => k).filter((k) => k !== n)),
    )
    const { body } = await graphOf('tangle-0')
    const slugs = body.conflicts.flatMap(({ requirements }: any) =>
      requirements.map(({ required_by }: any) => required_by.split('@')[0]),
    )
    expect(new Set(slugs).size).toBe(60)
    expect(new Set(body.conflicts.map(({ conflict_type }: any) => conflict_type))).toEqual(
      new Set(['circular_dependency']),
    )
  })

  it('has every kind of conflict at once, a hundred of each, in two statements', async () => {
    const hundred = Array.from({ length: 100 }, (_, n) => n)
    const needed = (n: number, req: string): Need[] => [
      { on: `mix-gone-${n}`, req: '^1' },
      { on: `mix-missing-${n}`, req: '^9' },
      { on: `mix-split-${n}`, req },
      { on: `mix-loop-${n}`, req: '^1' },
    ]
    const leaf = (slug: string, isInactive = false): WorldPlugin => ({
      slug,
      isInactive,
      versions: [{ version: '1.0.0' }, { version: '2.0.0' }],
    })
    await writeWorld(app.current, [
      {
        slug: 'mix-root',
        versions: [
          {
            version: '1.0.0',
            needs: [...hundred.flatMap((n) => needed(n, '^1')), { on: 'mix-side', req: '*' }],
          },
        ],
      },
      { slug: 'mix-side', versions: [{ version: '1.0.0', needs: hundred.flatMap((n) => needed(n, '^2')) }] },
      ...hundred.flatMap((n) => [
        leaf(`mix-gone-${n}`, true),
        leaf(`mix-missing-${n}`),
        leaf(`mix-split-${n}`),
        {
          slug: `mix-loop-${n}`,
          versions: [{ version: '1.0.0', needs: [{ on: `mix-back-${n}`, req: '*' }] }],
        },
        {
          slug: `mix-back-${n}`,
          versions: [{ version: '1.0.0', needs: [{ on: `mix-loop-${n}`, req: '*' }] }],
        },
      ]),
    ])
    const queries = vi.spyOn(await poolOf(app.current.services.orm), 'query')
    const { conflicts } = (await graphOf('mix-root')).body
    const texts = queries.mock.calls.map(([query]) => (query as unknown as { text: string }).text)
    queries.mockRestore()
    expect(texts.filter((text) => /versions|dependenc/.test(text))).toHaveLength(2)
    const kinds = ['no_matching_version', 'incompatible_ranges', 'circular_dependency', 'inactive_plugin']
    expect(conflicts.map((each: any) => each.conflict_type)).toEqual(
      kinds.flatMap((kind) => Array(100).fill(kind)),
    )
    expect(new Set(conflicts.map((each: any) => `${each.conflict_type} ${each.plugin_slug}`)).size).toBe(400)
    expect(conflicts.find((each: any) => each.plugin_slug === 'mix-split-7')).toEqual({
      conflict_type: 'incompatible_ranges',
      plugin_slug: 'mix-split-7',
      plugin_name: 'MIX-SPLIT-7',
      message:
        'Each requirement on mix-split-7 can be met, but no published version meets all of them: ' +
        '^1 (mix-root@1.0.0), ^2 (mix-side@1.0.0).',
      requirements: [
        { required_by: 'mix-root@1.0.0', version_req: '^1' },
        { required_by: 'mix-side@1.0.0', version_req: '^2' },
      ],
    })
  })
})

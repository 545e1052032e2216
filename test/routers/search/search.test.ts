import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { CATEGORY, deactivatePlugin, newPlugin, newVersion } from '../../support/plugins.ts'
import { indexed, newBinary } from '../../support/search.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let owner: TestUser
const make = (body: Record<string, unknown>) => newPlugin(call, owner.token, body)
const search = async (parameters: Record<string, string | number>) => {
  const asked = new URLSearchParams(parameters as Record<string, string>)
  return call(`GET /search?${asked}`)
}
const namesOf = ({ body }: { body: { hits: { name: string }[] } }) => body.hits.map(({ name }) => name)
const names = async (parameters: Record<string, string | number>) => namesOf(await search(parameters))

beforeAll(async () => {
  owner = await signUp(call)
  await make({
    name: 'Marmalade Core',
    short_description: 'Base of marmalade plugins',
    category_ids: [CATEGORY.library],
  })
  const { slug } = await make({
    name: 'Marmalade',
    description: 'Jam for your server',
    category_ids: [CATEGORY.economy, CATEGORY.chat],
  })
  const range = (min?: string, max?: string) => ({ pumpkin_version_min: min, pumpkin_version_max: max })
  await newVersion(call, owner.token, slug, { version: '1.0.0', ...range('0.1.0', '0.1.x') })
  await newVersion(call, owner.token, slug, { version: '2.0.0', ...range('0.2.0', '0.3.0') })
  await newBinary(call, owner.token, { slug, version: '1.0.0' }, 'windows')
  await newBinary(call, owner.token, { slug, version: '2.0.0' }, 'linux')
  const free = await make({ name: 'Orange Press', short_description: 'Makes marmalade' })
  await newVersion(call, owner.token, free.slug)
  await indexed(app)
})

describe('GET /search', () => {
  it('answers hits with what the list shows, platforms and Pumpkin versions', async () => {
    const { status, body } = await search({ q: 'marmalade' })
    expect(status).toBe(200)
    expect(namesOf({ body })).toEqual(['Marmalade', 'Marmalade Core', 'Orange Press'])
    const listed = (await call('GET /plugins')).body.data.find(
      ({ name }: { name: string }) => name === 'Marmalade',
    )
    expect(body.hits[0]).toEqual({
      ...listed,
      platforms: ['linux', 'windows'],
      pumpkin_versions: ['0.3.0', '0.3.0-rc.1', '0.2.1', '0.2.0', '0.1.1', '0.1.0'],
    })
    expect(body).toMatchObject({ estimated_total_hits: 3, page: 1, per_page: 20 })
    expect(body.processing_time_ms).toBeGreaterThanOrEqual(0)
  })

  it('counts categories, platforms and Pumpkin versions over all matches', async () => {
    const { body } = await search({ q: 'marmalade', per_page: 1 })
    expect(body.hits).toHaveLength(1)
    expect(body.facet_distribution).toEqual({
      categories: { library: 1, economy: 1, chat: 1 },
      platforms: { linux: 1, windows: 1 },
      pumpkin_versions: {
        '1.0.0-beta.1': 1,
        '0.3.1': 1,
        '0.3.0': 2,
        '0.3.0-rc.1': 2,
        '0.2.1': 2,
        '0.2.0': 2,
        '0.1.1': 2,
        '0.1.0': 2,
      },
    })
  })

  it('forgives typos and finds what is only begun', async () => {
    expect(await names({ q: 'marmelade' })).toEqual(['Marmalade', 'Marmalade Core', 'Orange Press'])
    expect(await names({ q: 'Oragne' })).toEqual(['Orange Press'])
    expect(await names({ q: 'oran pre' })).toEqual(['Orange Press'])
    expect(await names({ q: 'MARMA' })).toContain('Marmalade')
  })

  it('finds everything when no query is sent, what is downloaded most first', async () => {
    await execute(
      app.current,
      `update plugin_totals set downloads = 7 where plugin_id =
      (select id from plugins where name = 'Orange Press')`,
    )
    const { body } = await call('GET /search')
    expect(namesOf({ body })[0]).toBe('Orange Press')
    expect(body.estimated_total_hits).toBe(3)
    expect(await names({ sort: 'downloads' })).toEqual(namesOf({ body }))
  })

  it('filters by category, and finds nothing in one that is not there', async () => {
    expect(await names({ category: 'economy' })).toEqual(['Marmalade'])
    expect((await search({ category: 'nowhere' })).body).toMatchObject({ hits: [], estimated_total_hits: 0 })
  })

  it('filters by platform', async () => {
    expect(await names({ platform: 'windows' })).toEqual(['Marmalade'])
    expect(await names({ platform: 'macos' })).toEqual([])
  })

  it.each([
    ['0.1.0', ['Marmalade', 'Orange Press']],
    ['0.1.99', ['Marmalade', 'Orange Press']],
    ['0.2.0-rc.1', ['Orange Press']],
    ['0.3.0', ['Marmalade', 'Orange Press']],
    ['0.3.1', ['Orange Press']],
    ['9.9.9', ['Orange Press']],
  ])('finds plugins whose declared range contains Pumpkin %s, known or not', async (version, expected) => {
    expect(await names({ pumpkin_version: version, sort: 'name_asc' })).toEqual(expected)
  })

  it('finds nothing when no declared range contains a version', async () => {
    await execute(app.current, 'update versions set is_yanked = true where pumpkin_version_min is null')
    expect((await search({ pumpkin_version: '9.9.9' })).body).toMatchObject({
      hits: [],
      estimated_total_hits: 0,
      facet_distribution: { categories: {}, platforms: {}, pumpkin_versions: {} },
    })
    await execute(app.current, 'update versions set is_yanked = false')
  })

  it('asks for platform and version in releases of one range', async () => {
    expect(await names({ pumpkin_version: '0.1.0', platform: 'windows' })).toEqual(['Marmalade'])
    expect(await names({ pumpkin_version: '0.2.0', platform: 'windows' })).toEqual([])
    expect(await names({ pumpkin_version: '0.2.0', platform: 'linux', category: 'chat', q: 'jam' })).toEqual([
      'Marmalade',
    ])
  })

  it.each([
    'relevance',
    'downloads',
    'newest',
    'oldest',
    'updated',
    'name_asc',
    'name_desc',
    'rating',
    'rating_asc',
  ])('pages by %s without gaps', async (sort) => {
    const pages = await Promise.all([1, 2, 3].map((page) => names({ sort, page, per_page: 1 })))
    expect(pages.flat().toSorted()).toEqual(['Marmalade', 'Marmalade Core', 'Orange Press'])
    expect(await names({ sort, page: 4, per_page: 1 })).toEqual([])
  })

  it('is quick to find nothing on the last page there can be', async () => {
    const { status, body } = await search({ page: 2_147_483_647, per_page: 100 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ hits: [], estimated_total_hits: 3 })
  })

  it.each([
    ['a query of 10,000 characters', { q: 'a'.repeat(10_000) }, 'q'],
    ['a page below the first', { page: 0 }, 'page'],
    ['a page beyond the last there can be', { page: 2_147_483_648 }, 'page'],
    ['a page of nothing', { per_page: 0 }, 'per_page'],
    ['a page of 101', { per_page: 101 }, 'per_page'],
    ['an order that is none', { sort: 'random' }, 'sort'],
    ['a platform that is none', { platform: 'amiga' }, 'platform'],
    ['an x-range', { pumpkin_version: '0.3.x' }, 'pumpkin_version'],
    ['a version with a "v"', { pumpkin_version: 'v0.3.0' }, 'pumpkin_version'],
    ['half a version', { pumpkin_version: '0.3' }, 'pumpkin_version'],
    ['an empty version', { pumpkin_version: '' }, 'pumpkin_version'],
  ])('refuses %s', async (_, parameters, path) => {
    const { status, body } = await search(parameters as Record<string, string>)
    expect(status).toBe(422)
    expect(body.error.code).toBe('validation_failed')
    expect(body.error.issues.map((issue: { path: string }) => issue.path)).toEqual([path])
  })

  it.each([
    '"',
    "'",
    '\\',
    '*',
    '%',
    '&',
    '|',
    '!',
    '(',
    ':*',
    '<->',
    "' or 1=1 --",
    '🎃',
    '👩‍👩‍👧',
    '...',
    '\u0000',
    '\u202e',
    'a&b|c',
    '{"a":1}',
    '$x',
    '../..',
  ])('answers %j with 200', async (q) => {
    const { status, body } = await search({ q })
    expect(status).toBe(200)
    if (!/[a-z0-9]/.test(q) && q !== '\u0000' && q !== '\u202e') expect(body.hits).toEqual([])
  })

  it('refuses bytes that are no text', async () => {
    expect((await call('GET /search?q=%ED%A0%80')).status).toBeLessThan(500)
    expect((await call('GET /search?q=%zz')).status).toBeLessThan(500)
    expect((await call('GET /search?q=%00chunk%00')).status).toBe(200)
  })

  it('drops plugins that are gone, however late the index is', async () => {
    const { slug } = await make({ name: 'Short Lived' })
    await indexed(app)
    expect(await names({ q: 'short lived' })).toEqual(['Short Lived'])
    await deactivatePlugin(app.current, slug)
    expect(await names({ q: 'short lived' })).toEqual([])
  })

  it('refuses a credential that is not good', async () => {
    expect((await call('GET /search', { token: 'stale' })).status).toBe(401)
  })
})

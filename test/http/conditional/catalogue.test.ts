import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { appRouter } from '../../../routers/index.ts'
import type { Services } from '../../../src/domains/context.ts'
import type { Meta } from '../../../src/rpc/meta.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { avatarForm, imageOf } from '../../support/images.ts'
import { done, newStaff } from '../../support/moderation.ts'
import { CATEGORY, deactivatePlugin, newPlugin, newVersion, reactivatePlugin } from '../../support/plugins.ts'
import { newPublications, type Publications, settled } from '../../support/publications.ts'
import { newReview } from '../../support/reviews.ts'
import { newTenant } from '../../support/tenants.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { _def: { meta: Meta } }>,
)
const kept = procedures.filter(([, { _def }]) => _def.meta.rest?.cache)
const byRow = kept.filter(([, { _def }]) => _def.meta.rest?.cache === 'row').map(([name]) => name)

let world: Publications
let paths: Record<string, string>
beforeAll(async () => {
  world = await newPublications(call, await newTenant(call))
  const { plugin, listing, person } = world
  const { username, id } = person.profile
  const body = { content: 'First', source: 'manual' }
  await call(`PUT /plugins/${plugin.slug}/changelog`, { token: person.token, body })
  paths = {
    'plugins.list': '/plugins?per_page=100',
    'plugins.get': `/plugins/${plugin.slug}`,
    'versions.list': `/plugins/${plugin.slug}/versions`,
    'binaries.list': `/plugins/${plugin.slug}/versions/1.0.0/binaries`,
    'dependencies.list': `/plugins/${plugin.slug}/versions/1.0.0/dependencies`,
    'dependencies.graph': `/plugins/${plugin.slug}/versions/1.0.0/dependencies/graph`,
    'dependencies.dependants': `/plugins/${plugin.slug}/dependants`,
    'reviews.list': `/plugins/${plugin.slug}/reviews`,
    'changelogs.get': `/plugins/${plugin.slug}/changelog`,
    'analytics.pluginStats': `/plugins/${plugin.slug}/download-stats`,
    'icons.get': `/plugins/${plugin.slug}/icon`,
    'users.get': `/users/${username}`,
    'users.listPlugins': `/users/${username}/plugins`,
    'users.getAvatar': `/users/${id}/avatar`,
    'search.search': '/search?per_page=100',
    'search.suggest': `/search/suggest?q=${encodeURIComponent(plugin.name)}`,
    'marketplace.list': '/marketplace/listings',
    'marketplace.get': `/marketplace/listings/${listing.id}`,
    'categories.list': '/categories',
    'pumpkinVersions.list': '/pumpkin-versions',
    'platform.stats': '/stats',
  }
  await uploadAvatar()
  await settled(app)
})

const uploadAvatar = (bytes = 2048) =>
  call('POST /auth/avatar', { token: world.person.token, body: avatarForm(imageOf(bytes), 'image/png') })

const get = (path: string, known?: string) =>
  call(`GET ${path}` as 'GET /', { headers: { ...(known && { 'if-none-match': known }) } })

describe('every answer that may be kept', () => {
  test('is that of a GET which is open to everybody, and stands in this file', () => {
    for (const [name, { _def }] of kept)
      expect([name, _def.meta.openapi?.method, _def.meta.access?.kind]).toEqual([name, 'GET', 'open'])
    expect(kept.map(([name]) => name).sort()).toEqual(Object.keys(paths).sort())
  })

  test.each(kept.map(([name]) => name))('%s is 304 for who has it', async (name) => {
    const { status, headers } = await get(paths[name] as string)
    expect([name, status]).toEqual([name, 200])
    const tag = headers.get('etag') as string
    expect(tag).toMatch(name === 'search.search' ? /^W\/"[^"]{20,}"$/ : /^"[^"]{20,}"$/)
    const again = await get(paths[name] as string, tag)
    expect([again.status, again.headers.get('etag'), again.body.length]).toEqual([304, tag, 0])
    for (const header of ['cache-control', 'vary'])
      expect(again.headers.get(header)).toBe(headers.get(header))
  })
})

describe('an answer that is a function of one row', () => {
  test.each(byRow)('%s runs one statement, whether it has changed or not', async (name) => {
    const path = paths[name] as string
    const { headers } = await get(path)
    const { services } = app.current
    const { sql } = services
    for (const [known, status] of [
      [undefined, 200],
      ['"other"', 200],
      [headers.get('etag') as string, 304],
    ] as const) {
      const ran: string[] = []
      services.sql = counting(sql, ran)
      const answer = await get(path, known).finally(() => {
        services.sql = sql
      })
      expect([answer.status, ran]).toEqual([status, ['tagged']])
    }
  })
})

function counting(sql: Services['sql'], ran: string[]): Services['sql'] {
  return new Proxy(sql, {
    get(target, name: keyof Services['sql']) {
      return (...ask: never[]) => {
        ran.push(name)
        return (target[name] as (...ask: never[]) => unknown)(...ask)
      }
    },
  })
}

const TABLE: [what: string, change: () => Promise<unknown>, changes: string[]][] = [
  [
    'another name of the author',
    () =>
      execute(app.current, `update users set display_name = 'Renamed' where id = ?`, [
        world.person.profile.id,
      ]),
    ['plugins.get', 'users.get'],
  ],
  [
    'another picture of the author',
    () => uploadAvatar(4096),
    ['plugins.list', 'plugins.get', 'users.get', 'users.listPlugins', 'users.getAvatar', 'search.search'],
  ],
  [
    'one download',
    () => get(`/plugins/${world.plugin.slug}/versions/1.0.0`),
    [
      'plugins.list',
      'plugins.get',
      'versions.list',
      'analytics.pluginStats',
      'users.get',
      'users.listPlugins',
      'search.search',
      'platform.stats',
    ],
  ],
  [
    'a review',
    async () => newReview(call, (await signUp(call)).token, world.plugin.slug, { rating: 2 }),
    ['plugins.list', 'plugins.get', 'reviews.list', 'users.listPlugins', 'search.search'],
  ],
  [
    'another name of a category',
    () => execute(app.current, `update categories set name = 'Armoury' where id = ?`, [CATEGORY.equipment]),
    ['plugins.list', 'plugins.get', 'categories.list', 'search.search', 'users.listPlugins'],
  ],
  [
    'other categories',
    () => edit({ category_ids: [CATEGORY.chat] }),
    ['plugins.list', 'plugins.get', 'users.listPlugins', 'search.search'],
  ],
  [
    'another name',
    () => edit({ name: `${world.plugin.name} Pro` }),
    [
      'plugins.list',
      'plugins.get',
      'users.listPlugins',
      'search.search',
      'search.suggest',
      'dependencies.graph',
    ],
  ],
  [
    'a version',
    () => newVersion(call, world.person.token, world.plugin.slug, { version: '1.1.0' }),
    ['versions.list', 'analytics.pluginStats'],
  ],
  [
    'a yanked version',
    () =>
      call(`PATCH /plugins/${world.plugin.slug}/versions/1.1.0/yank`, {
        token: world.person.token,
        body: { yanked: true },
      }),
    ['versions.list'],
  ],
  [
    'another changelog',
    () =>
      call(`PUT /plugins/${world.plugin.slug}/changelog`, {
        token: world.person.token,
        body: { content: 'Second', source: 'manual' },
      }),
    ['changelogs.get'],
  ],
  [
    'a plugin that is needed and deactivated',
    () => deactivatePlugin(app.current, world.needed.slug),
    ['plugins.list', 'search.search', 'platform.stats'],
  ],
  [
    'a dependant that is deactivated',
    () => deactivatePlugin(app.current, world.dependant.slug),
    ['plugins.list', 'dependencies.dependants', 'search.search', 'platform.stats'],
  ],
  [
    'another title of a listing',
    () => execute(app.current, `update listings set title = 'Retitled' where slug = ?`, [world.listing.slug]),
    ['marketplace.list', 'marketplace.get'],
  ],
  [
    'another plugin',
    async () => newPlugin(call, world.other.token),
    ['plugins.list', 'search.search', 'platform.stats'],
  ],
]

const edit = (body: object) => call(`PUT /plugins/${world.plugin.slug}`, { token: world.person.token, body })

describe('a change of what is shown', () => {
  test.each(TABLE)(
    '%s: who has the old answer gets the new one, and nobody a wrong 304',
    async (_, change, changed) => {
      const before = await answers()
      await change()
      await settled(app)
      const after = await answers()
      for (const name of changed) expect([name, after[name]?.body]).not.toEqual([name, before[name]?.body])
      for (const [name, path] of Object.entries(paths)) {
        const known = before[name]?.headers.get('etag') ?? ''
        const { status } = await get(path, known)
        const isSame = Buffer.compare(bytesOf(after[name]), bytesOf(before[name])) === 0
        expect([name, status]).toEqual([name, isSame ? 304 : 200])
        // At an address that nobody asked for, nothing is there that could have been kept.
        const anew = await get(`${path}${path.includes('?') ? '&' : '?'}never=${randomUUID()}`)
        expect([name, bytesOf(anew).equals(bytesOf(after[name]))]).toEqual([name, true])
      }
    },
  )

  test('what is taken away is 404 at once, and 304 again when it comes back', async () => {
    const { slug } = world.plugin
    const about = Object.values(paths).filter((path) => path.includes(`/plugins/${slug}`))
    const tags = await Promise.all(about.map(async (path) => (await get(path)).headers.get('etag') as string))
    const statuses = async () =>
      Promise.all(about.map(async (path, index) => (await get(path, tags[index])).status))
    expect(await statuses()).toEqual(about.map(() => 304))
    await deactivatePlugin(app.current, slug)
    expect(await statuses()).toEqual(about.map(() => 404))
    await reactivatePlugin(app.current, slug)
    expect(new Set(await statuses())).toEqual(new Set([304]))
  })

  test('who is shadow-banned has answers of their own, that are confirmed to nobody else', async () => {
    const { person } = world
    const staff = await newStaff(call, app.current)
    const names = ['plugins.list', 'plugins.get', 'versions.list', 'users.listPlugins', 'search.search']
    await done(call, { token: staff.token }, person, 'shadow_ban')
    await settled(app)
    for (const name of names) {
      const path = paths[name] as string
      const own = await call(`GET ${path}` as 'GET /', { token: person.token })
      const tag = own.headers.get('etag') as string
      expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
      const as = (token?: string) =>
        call(`GET ${path}` as 'GET /', { token, headers: { 'if-none-match': tag } })
      expect([name, (await as(person.token)).status]).toEqual([name, 304])
      expect([200, 404]).toContain((await as()).status)
      expect([200, 404]).toContain((await as(world.other.token)).status)
    }
  })
})

const answers = async () =>
  Object.fromEntries(
    await Promise.all(Object.entries(paths).map(async ([name, path]) => [name, await get(path)])),
  ) as Record<string, Awaited<ReturnType<typeof get>>>

const bytesOf = ({ body }: { body: unknown } = { body: '' }): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify({ ...(body as object), processing_time_ms: 0 }))

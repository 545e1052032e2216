import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { CATEGORY, deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const names = ['delta', 'Alpha', 'charlie', 'Bravo', 'echo', 'Foxtrot', 'golf']
const live: any[] = []
let author: TestUser

/** Seven live plugins, two of them made at one moment with equal downloads; one deleted, one deactivated. */
beforeAll(async () => {
  author = await signUp(call)
  for (const [index, name] of names.entries()) {
    const category_ids =
      index % 2 ? [CATEGORY.chat] : [CATEGORY.security, CATEGORY.adventure, CATEGORY.economy]
    live.push(await newPlugin(call, author.token, { name, category_ids }))
  }
  for (const [index, { id }] of live.entries()) {
    const moment = Math.min(index, 5)
    const values = [moment, 10 - moment, id]
    await execute(
      app.current,
      `update plugins set created_at = timestamptz '2026-01-01Z' + interval '1 day' * ?,
         updated_at = timestamptz '2026-02-01Z' + interval '1 day' * ? where id = ?`,
      values,
    )
    await execute(app.current, 'update plugin_totals set downloads = ? where plugin_id = ?', [
      moment * 10,
      id,
    ])
  }
  const deleted = await newPlugin(call, author.token, { category_ids: [CATEGORY.chat] })
  await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
  const deactivated = await newPlugin(call, author.token, { category_ids: [CATEGORY.chat] })
  await deactivatePlugin(app.current, deactivated.slug)
})

const list = async (query = '') => (await call(`GET /plugins${query}`)).body
const namesOf = ({ data }: { data: { name: string }[] }) => data.map(({ name }) => name)
/** The two plugins of one moment stand in the order of their ids. */
const twins = (order: 'asc' | 'desc') => {
  const pair = live.slice(5).sort((a, b) => (a.id < b.id ? -1 : 1))
  return (order === 'asc' ? pair : pair.reverse()).map(({ name }) => name)
}

describe('GET /plugins', () => {
  it('answers anybody with a page of summaries, newest first', async () => {
    const { status, body } = await call('GET /plugins')
    expect(status).toBe(200)
    expect(body).toMatchObject({ page: 1, per_page: 20, total: 7 })
    expect(namesOf(body)).toEqual([...twins('desc'), 'echo', 'Bravo', 'charlie', 'Alpha', 'delta'])
    const { id, slug } = live[0]
    expect(body.data[6]).toEqual({
      id,
      slug,
      name: 'delta',
      short_description: 'Made by a test',
      downloads_total: 0,
      average_rating: 0,
      review_count: 0,
      icon_url: null,
      author: { username: author.profile.username, avatar_url: null },
      categories: [
        { slug: 'security', name: 'Security', icon: 'lock' },
        { slug: 'adventure', name: 'Adventure', icon: 'compass' },
        { slug: 'economy', name: 'Economy', icon: 'coins' },
      ],
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-02-11T00:00:00Z',
    })
  })

  it('shows times as the details do', async () => {
    const { data } = await list()
    for (const { slug, created_at, updated_at } of data) {
      expect((await call(`GET /plugins/${slug}`)).body).toMatchObject({ created_at, updated_at })
    }
  })

  it.each([
    ['created_at', 'asc', () => ['delta', 'Alpha', 'charlie', 'Bravo', 'echo', ...twins('asc')]],
    ['updated_at', 'asc', () => [...twins('asc'), 'echo', 'Bravo', 'charlie', 'Alpha', 'delta']],
    ['updated_at', 'desc', () => ['delta', 'Alpha', 'charlie', 'Bravo', 'echo', ...twins('desc')]],
    ['downloads_total', 'asc', () => ['delta', 'Alpha', 'charlie', 'Bravo', 'echo', ...twins('asc')]],
    ['downloads_total', 'desc', () => [...twins('desc'), 'echo', 'Bravo', 'charlie', 'Alpha', 'delta']],
    ['name', 'asc', () => ['Alpha', 'Bravo', 'charlie', 'delta', 'echo', 'Foxtrot', 'golf']],
    ['name', 'desc', () => ['golf', 'Foxtrot', 'echo', 'delta', 'charlie', 'Bravo', 'Alpha']],
  ])('sorts by %s %s, equal values by id', async (sort, order, expected) => {
    expect(namesOf(await list(`?sort=${sort}&order=${order}`))).toEqual(expected())
  })

  it.each(['created_at', 'updated_at', 'downloads_total', 'name'])(
    'neither skips nor repeats when leafing through the order by %s',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        for (const category of ['', '&category=chat']) {
          const query = `?sort=${sort}&order=${order}${category}`
          const pages = await Promise.all(
            [1, 2, 3, 4].map((page) => list(`${query}&per_page=2&page=${page}`)),
          )
          const whole = await list(query)
          expect(pages.flatMap(namesOf)).toEqual(namesOf(whole))
          expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([whole.total]))
        }
      }
    },
  )

  it('shows one category only when asked to, with all categories of each plugin', async () => {
    const chat = await list('?category=chat&sort=name&order=asc')
    expect([namesOf(chat), chat.total]).toEqual([['Alpha', 'Bravo', 'Foxtrot'], 3])
    const adventure = await list('?category=adventure')
    expect(adventure.total).toBe(4)
    expect(adventure.data[0].categories).toHaveLength(3)
  })

  it.each(['nothing', 'CHAT', '', '%00', '%F0%9F%8E%83', "'%20or%20true%20--", 'chat%25', 'a-long-one'])(
    'finds nothing in the category %s, which there is not',
    async (category) => {
      const { status, body } = await call(`GET /plugins?category=${category}`)
      expect([status, body]).toEqual([200, { data: [], page: 1, per_page: 20, total: 0 }])
    },
  )

  it.each([
    ['page=8&per_page=1', 8, 1],
    ['page=2&per_page=100', 2, 100],
    ['page=2147483647&per_page=100', 2147483647, 100],
  ])('answers an empty page beyond the last one: %s', async (query, page, per_page) => {
    const { status, body } = await call(`GET /plugins?${query}`)
    expect([status, body]).toEqual([200, { data: [], page, per_page, total: 7 }])
  })

  it.each([
    ['page', '0'],
    ['page', '-1'],
    ['page', '1.5'],
    ['page', '2147483648'],
    ['page', '99999999999999999999'],
    ['page', 'one'],
    ['page', ''],
    ['page', '1e3'],
    ['page', '%00'],
    ['page', '1&page=2'],
    ['per_page', '0'],
    ['per_page', '101'],
    ['per_page', '-20'],
    ['per_page', 'all'],
    ['sort', 'id'],
    ['sort', 'CREATED_AT'],
    ['sort', 'created_at;'],
    ['sort', ''],
    ['sort', 'constructor'],
    ['order', 'up'],
    ['order', 'DESC'],
    ['category', 'a'.repeat(101)],
    ['category', 'a&category=b'],
  ])('refuses %s=%s with 422 that names the parameter', async (name, value) => {
    const { status, body } = await call(`GET /plugins?${name}=${value}`)
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
    expect(body.error.issues[0].path).toBe(name)
  })

  it.each(['page=1&per_page=1', 'page=1&per_page=100'])('takes the limits themselves: %s', async (query) => {
    expect((await call(`GET /plugins?${query}`)).status).toBe(200)
  })

  it('serves the same over RPC', async () => {
    const input = encodeURIComponent(JSON.stringify({ sort: 'name', order: 'asc' }))
    const { body } = await call(`GET //trpc/plugins.list?input=${input}`)
    expect(body.result.data).toEqual(await list('?sort=name&order=asc'))
  })

  it('refuses a credential that is not good', async () => {
    expect((await call('GET /plugins', { token: 'forged' })).status).toBe(401)
  })
})

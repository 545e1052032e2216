import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let slugs: string[]
beforeAll(async () => {
  author = await signUp(call)
  const plugins = []
  for (let n = 0; n < 5; n++) plugins.push(await newPlugin(call, author.token))
  slugs = plugins.map(({ slug }) => slug)
  await deactivatePlugin(app.current, slugs[3] as string)
  await call(`DELETE /plugins/${slugs[4]}`, { token: author.token })
  await execute(
    app.current,
    'update plugin_totals set downloads = 7 where plugin_id in (select id from plugins where author_id = ?)',
    [author.profile.id],
  )
  await call('PUT /auth/me', { token: author.token, body: { display_name: 'The Author', bio: 'Writes.' } })
})

describe('GET /users/{username}', () => {
  it('shows everybody a profile with the figures of the live plugins, and no address', async () => {
    const { id, username, created_at } = author.profile
    for (const name of [username, username.toUpperCase()]) {
      const { status, body } = await call(`GET /users/${name}`)
      expect(status).toBe(200)
      expect(body).toEqual({
        id,
        username,
        display_name: 'The Author',
        avatar_url: null,
        bio: 'Writes.',
        role: 'author',
        plugin_count: 3,
        total_downloads: 21,
        created_at,
      })
    }
  })

  it('shows who has published nothing', async () => {
    const { username } = (await signUp(call)).profile
    expect((await call(`GET /users/${username}`)).body).toMatchObject({ plugin_count: 0, total_downloads: 0 })
    expect((await call(`GET /users/${username}/plugins`)).body).toEqual({
      data: [],
      page: 1,
      per_page: 20,
      total: 0,
    })
  })

  it('does not find who is deactivated or was never there', async () => {
    const { id, username } = (await signUp(call)).profile
    await execute(app.current, 'update users set is_active = false where id = ?', [id])
    for (const name of [username, 'nobody-has-this']) {
      expect((await call(`GET /users/${name}`)).status).toBe(404)
      expect((await call(`GET /users/${name}/plugins`)).status).toBe(404)
    }
  })

  it.each(ODD_PATHS)('answers %s with an error of the caller', async (_, path) => {
    expect([400, 404]).toContain((await call(`GET /users/${path}`)).status)
    expect([400, 404]).toContain((await call(`GET /users/${path}/plugins`)).status)
  })
})

describe('GET /users/{username}/plugins', () => {
  const page = async (query = '') =>
    (await call(`GET /users/${author.profile.username}/plugins${query}`)).body

  it('shows the live plugins as lists do, newest first, a page at a time', async () => {
    const body = await page()
    expect(body).toMatchObject({ page: 1, per_page: 20, total: 3 })
    expect(body.data.map(({ slug }: { slug: string }) => slug)).toEqual(slugs.slice(0, 3).reverse())
    const listed = (await call('GET /plugins?per_page=100')).body.data
    expect(listed).toEqual(expect.arrayContaining(body.data))
    expect((await page('?per_page=2&page=2')).data).toHaveLength(1)
    expect((await page('?page=2147483647')).data).toEqual([])
  })

  it.each(['?page=0', '?per_page=101', '?page=x'])('refuses %s', async (query) => {
    expect((await call(`GET /users/${author.profile.username}/plugins${query}`)).status).toBe(422)
  })
})

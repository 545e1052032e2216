import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin, reactivatePlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let stranger: TestUser
beforeAll(async () => {
  author = await signUp(call)
  stranger = await signUp(call)
})

const remove = (slug: string, token?: string) => call(`DELETE /plugins/${slug}`, { token })

describe('DELETE /plugins/{slug}', () => {
  it('takes the plugin out of the registry, once', async () => {
    const { id, slug } = await newPlugin(call, author.token)
    const answer = await remove(slug, author.token)
    expect([answer.status, answer.body]).toEqual([200, { message: 'Plugin deleted' }])
    expect((await call(`GET /plugins/${slug}`)).status).toBe(404)
    expect((await remove(slug, author.token)).status).toBe(404)
    expect(
      (await call(`PUT /plugins/${slug}`, { token: author.token, body: { license: 'MIT' } })).status,
    ).toBe(404)
    const events = await execute(
      app.current,
      `select data from outbox_events where type = 'plugin.deleted' and data->>'pluginId' = ?`,
      [id],
    )
    expect(events).toEqual([{ data: { pluginId: id, slug, authorId: author.profile.id } }])
  })

  it('happens once when twenty ask for it at once', async () => {
    const { slug } = await newPlugin(call, author.token)
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove(slug, author.token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(404)])
  })

  it('works for the author on what staff deactivated, and reactivation does not bring it back', async () => {
    const { slug } = await newPlugin(call, author.token)
    await deactivatePlugin(app.current, slug)
    expect((await remove(slug, stranger.token)).status).toBe(404)
    expect((await remove(slug, author.token)).status).toBe(200)
    await reactivatePlugin(app.current, slug)
    expect((await call(`GET /plugins/${slug}`)).status).toBe(404)
  })

  it('is 403 for others, moderators included, and 401 for nobody', async () => {
    const { slug } = await newPlugin(call, author.token)
    const moderator = await signUp(call)
    await grantRole(app.current, moderator.profile.id, 'moderator')
    expect((await remove(slug, stranger.token)).status).toBe(403)
    expect((await remove(slug, moderator.token)).status).toBe(403)
    expect((await remove(slug)).status).toBe(401)
    expect((await remove(slug, 'forged')).status).toBe(401)
    expect((await call(`GET /plugins/${slug}`)).status).toBe(200)
  })

  it('is open to a platform admin', async () => {
    const { slug } = await newPlugin(call, author.token)
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    expect((await remove(slug, admin.token)).status).toBe(200)
  })

  it.each([['an unknown slug', 'no-such-plugin'], ['capitals', 'Fast-Chunks'], ...ODD_PATHS])(
    'is 404 for %s',
    async (_, slug) => {
      expect([400, 404]).toContain((await remove(slug, author.token)).status)
    },
  )
})

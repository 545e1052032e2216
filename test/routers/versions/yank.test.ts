import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin, newVersion } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let stranger: TestUser
let plugin: any
let published: any
beforeAll(async () => {
  author = await signUp(call)
  stranger = await signUp(call)
})
beforeEach(async () => {
  plugin = await newPlugin(call, author.token)
  published = await newVersion(call, author.token, plugin.slug, { version: '1.0.0-rc.1+build' })
})

const PATH = '1.0.0-rc.1%2Bbuild'
const yank = (
  body: unknown,
  {
    token = author.token,
    slug = plugin.slug,
    version = PATH,
  }: { token?: string; slug?: string; version?: string } = {},
) => call(`PATCH /plugins/${slug}/versions/${version}/yank`, { token, body })
const events = () =>
  execute(
    app.current,
    `select type from outbox_events where data->>'pluginId' = ?
       and type not in ('plugin.created', 'version.published')
     order by id`,
    [plugin.id],
  )

describe('PATCH /plugins/{slug}/versions/{version}/yank', () => {
  it('yanks and restores, and counts no download', async () => {
    const yanked = await yank({ yanked: true })
    expect([yanked.status, yanked.body]).toEqual([200, { ...published, is_yanked: true }])
    const restored = await yank({ yanked: false })
    expect([restored.status, restored.body]).toEqual([200, published])
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.versions).toEqual([published])
  })

  it('announces what changed, and nothing when nothing did', async () => {
    expect((await yank({ yanked: false })).status).toBe(200)
    expect(await events()).toEqual([])
    await yank({ yanked: true })
    await yank({ yanked: true })
    expect(await events()).toEqual([{ type: 'version.yanked' }])
    await yank({ yanked: false })
    expect(await events()).toEqual([{ type: 'version.yanked' }, { type: 'version.restored' }])
  })

  it('announces once when twenty yank at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => yank({ yanked: true })))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(await events()).toEqual([{ type: 'version.yanked' }])
  })

  it.each([{}, undefined, { yanked: 'true' }, { yanked: 1 }, { yanked: null }, []])(
    'refuses %j',
    async (body) => {
      const answer = await yank(body)
      expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
    },
  )

  it('is 403 for others and 401 without a good credential', async () => {
    const moderator = await signUp(call)
    await grantRole(app.current, moderator.profile.id, 'moderator')
    expect((await yank({ yanked: true }, { token: stranger.token })).status).toBe(403)
    expect((await yank({ yanked: true }, { token: moderator.token })).status).toBe(403)
    expect((await yank({ yanked: true }, { token: 'forged' })).status).toBe(401)
    expect((await call(`PATCH /plugins/${plugin.slug}/versions/${PATH}/yank`, { body: {} })).status).toBe(401)
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.versions[0].is_yanked).toBe(false)
  })

  it('is open to a platform admin', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    expect((await yank({ yanked: true }, { token: admin.token })).body.is_yanked).toBe(true)
  })

  it('is 404 for a plugin that is deactivated or deleted', async () => {
    await deactivatePlugin(app.current, plugin.slug)
    expect((await yank({ yanked: true })).status).toBe(404)
    expect((await yank({ yanked: true }, { token: stranger.token })).status).toBe(404)
  })

  it('is 404 for the version of another plugin', async () => {
    const other = await newPlugin(call, author.token)
    expect((await yank({ yanked: true }, { slug: other.slug })).status).toBe(404)
  })

  it.each([['an unknown version', '9.9.9'], ['the release alone', '1.0.0-rc.1'], ...ODD_PATHS])(
    'is 404 for %s in place of the version',
    async (_, version) => {
      expect([400, 404]).toContain((await yank({ yanked: true }, { version })).status)
    },
  )

  it.each([['an unknown slug', 'no-such-plugin'], ...ODD_PATHS])(
    'is 404 for %s in place of the slug',
    async (_, slug) => {
      expect([400, 404]).toContain((await yank({ yanked: true }, { slug })).status)
    },
  )
})

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'
import { declare, graphOf, needs, path, released, type TestPlugin } from './support.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let stranger: TestUser
let plugin: TestPlugin
let target: TestPlugin
beforeAll(async () => {
  author = await signUp(call)
  stranger = await signUp(call)
  target = await released(call, stranger.token)
})
beforeEach(async () => {
  plugin = await released(call, author.token)
})

const list = async () => (await call(`GET ${path(plugin)}`)).body

describe('POST …/dependencies', () => {
  it('declares a dependency on a plugin of anybody', async () => {
    const answer = await declare(call, author.token, plugin, target, {
      version_req: '>=0.2.0',
      is_optional: true,
    })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      dependency_plugin: { id: target.id, name: target.name, slug: target.slug },
      version_req: '>=0.2.0',
      is_optional: true,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    })
    expect((await list()).dependencies).toEqual([answer.body])
  })

  it('is not optional unless said so', async () => {
    expect((await declare(call, author.token, plugin, target)).body.is_optional).toBe(false)
  })

  it.each(['1.2', '>=1.2, <1.5', '^1 || ~2.1', '*', '1.x', '1.2 - 2.3', '>2 <1', '  ^1.0  ', '>=  1.0'])(
    'keeps the text of the requirement %j, trimmed',
    async (version_req) => {
      const { status, body } = await declare(call, author.token, plugin, target, { version_req })
      expect([status, body.version_req]).toEqual([201, version_req.trim()])
    },
  )

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['a word', 'latest'],
    ['an exact Maven range', '[1.0]'],
    ['numbers beyond 2^53 - 1', '>=9007199254740992.0.0'],
    ['10,000 characters', `>=1.0.0-${'a'.repeat(9992)}`],
    ['1,000 alternatives', Array(1000).fill('1').join('||')],
    ['a NUL', '^1.0\u0000'],
    ['a lone surrogate', '^1.0\ud800'],
    ['SQL', "1'; drop table dependencies; --"],
    ['no value', undefined],
    ['null', null],
    ...NOT_TEXTS.map((value): [string, unknown] => [JSON.stringify(value), value]),
  ])('refuses a requirement that is or has %s', async (_, version_req) => {
    const { status, body } = await declare(call, author.token, plugin, target, { version_req })
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([400, 'bad_request', 'version_req'])
    expect((await list()).total).toBe(0)
  })

  it.each([
    ['dependency_plugin_id', 'pumpkin-core'],
    ['dependency_plugin_id', ''],
    ['dependency_plugin_id', null],
    ['dependency_plugin_id', 7],
    ['dependency_plugin_id', 'b3000000-0000-0000-0000-00000000000\u0000'],
    ['is_optional', 'yes'],
    ['is_optional', 1],
    ['is_optional', null],
  ])('refuses %s %j', async (field, value) => {
    const { status, body } = await declare(call, author.token, plugin, target, { [field]: value })
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([400, 'bad_request', field])
  })

  it('refuses a plugin that depends on itself', async () => {
    for (const id of [plugin.id, plugin.id.toUpperCase()]) {
      const { status, body } = await declare(call, author.token, plugin, { id })
      expect([status, body.error.code]).toEqual([400, 'bad_request'])
      expect(body.error.message).toContain('itself')
    }
  })

  it('declares a plugin once for each version', async () => {
    await needs(call, author.token, plugin, target)
    const { status, body } = await declare(call, author.token, plugin, target, { version_req: '^2' })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    await call(`POST /plugins/${plugin.slug}/versions`, { token: author.token, body: { version: '1.1.0' } })
    expect((await declare(call, author.token, { ...plugin, version: '1.1.0' }, target)).status).toBe(201)
  })

  it('lets one of twenty win who declare the same at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => declare(call, author.token, plugin, target)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    expect((await list()).total).toBe(1)
  })

  it('takes 200 dependencies of a version and no more, also at once', async () => {
    await execute(
      app.current,
      `with others as (
         insert into plugins (id, author_id, slug, name, short_description, created_at, updated_at)
         select gen_random_uuid(), ?, 'other-' || n, 'Other ' || n, 'x', now(), now() from generate_series(1, 195) n
         returning id
       )
       insert into dependencies (id, version_id, dependency_plugin_id, version_req, is_optional, created_at)
       select gen_random_uuid(), v.id, others.id, '*', false, now() from others, versions v where v.plugin_id = ?`,
      [stranger.profile.id, plugin.id],
    )
    const targets = await Promise.all(Array.from({ length: 20 }, () => released(call, stranger.token)))
    const answers = await Promise.all(targets.map((each) => declare(call, author.token, plugin, each)))
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(5).fill(201),
      ...Array(15).fill(409),
    ])
    expect((await graphOf(call, plugin)).graph[0].dependencies).toHaveLength(200)
    expect((await list()).total).toBe(200)
  })

  it('is for the author, a platform admin with a session, and keys for publishing', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    const moderator = await signUp(call)
    await grantRole(app.current, moderator.profile.id, 'moderator')
    for (const { token } of [stranger, moderator]) {
      expect((await declare(call, token, plugin, target)).status).toBe(403)
    }
    const adminsKey = await newKey(call, admin.token)
    const reading = await newKey(call, author.token, { permissions: ['upload', 'read'] })
    const body = { dependency_plugin_id: target.id, version_req: '^1.0' }
    const post = `POST ${path(plugin)}` as const
    expect((await withKey(call, adminsKey, post, body)).status).toBe(403)
    const refused = await withKey(call, reading, post, body)
    expect([refused.status, refused.body.error.required_scope]).toEqual([403, 'publish'])
    expect((await withKey(call, await newKey(call, author.token), post, body)).status).toBe(201)
    const other = await released(call, stranger.token)
    expect((await declare(call, admin.token, plugin, other)).status).toBe(201)
  })

  it('is 401 without a good credential, whatever is sent', async () => {
    expect((await call(`POST ${path(plugin)}`, { body: {} })).status).toBe(401)
    expect((await declare(call, 'forged', plugin, target)).status).toBe(401)
  })

  it('is 404 for a target that is unknown, deleted or deactivated', async () => {
    const deleted = await released(call, author.token)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    const deactivated = await released(call, author.token)
    await deactivatePlugin(app.current, deactivated.slug)
    for (const on of [deleted, deactivated, { id: 'b3000000-0000-0000-0000-00000000dead' }]) {
      const { status, body } = await declare(call, author.token, plugin, on)
      expect([status, body.error.code]).toEqual([404, 'not_found'])
    }
  })

  it('is 404 for a plugin or version that is not there', async () => {
    expect((await declare(call, author.token, { ...plugin, version: '9.0.0' }, target)).status).toBe(404)
    expect((await declare(call, author.token, { slug: 'no-such-plugin' }, target)).status).toBe(404)
    await deactivatePlugin(app.current, plugin.slug)
    expect((await declare(call, author.token, plugin, target)).status).toBe(404)
  })

  it.each(ODD_PATHS)('is 404 for a version that is %s', async (_, odd) => {
    const request = `POST /plugins/${plugin.slug}/versions/${odd}/dependencies` as const
    const body = { dependency_plugin_id: target.id, version_req: '^1.0' }
    expect([400, 404]).toContain((await call(request, { token: author.token, body })).status)
  })

  it('declares for a version that is yanked or has build metadata', async () => {
    const tagged = await released(call, author.token, '1.0.0-rc.1+build.5')
    const version = '1.0.0-rc.1+build.5'
    await call(`PATCH /plugins/${tagged.slug}/versions/${encodeURIComponent(version)}/yank`, {
      token: author.token,
      body: { yanked: true },
    })
    expect((await declare(call, author.token, { ...tagged, version }, target)).status).toBe(201)
  })
})

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin, newVersion } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let stranger: TestUser
let plugin: any
beforeAll(async () => {
  author = await signUp(call)
  stranger = await signUp(call)
})
beforeEach(async () => {
  plugin = await newPlugin(call, author.token)
})

const publish = (body: unknown, token: string | undefined = author.token, slug = plugin.slug) =>
  call(`POST /plugins/${slug}/versions`, { token, body })

describe('POST /plugins/{slug}/versions', () => {
  it('publishes the version with everything that was sent', async () => {
    const body = {
      version: '1.0.0',
      changelog: '## Initial Release\n- Core anti-cheat detection\n\t- Configurable thresholds',
      pumpkin_version_min: '0.1.0',
      pumpkin_version_max: '1.0.x',
    }
    const answer = await publish(body)
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      ...body,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      downloads: 0,
      is_yanked: false,
      published_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    })
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.versions).toEqual([answer.body])
  })

  it('needs the version only; what is missing, null or an empty text is null', async () => {
    const none = { changelog: null, pumpkin_version_min: null, pumpkin_version_max: null }
    expect((await publish({ version: '0.1.0' })).body).toMatchObject(none)
    expect((await publish({ version: '0.2.0', ...none })).body).toMatchObject(none)
    expect((await publish({ version: '0.3.0', changelog: '' })).body).toMatchObject(none)
  })

  it('moves the updated_at of the plugin to the moment of publication', async () => {
    const { published_at } = (await publish({ version: '1.0.0' })).body
    const { updated_at } = (await call(`GET /plugins/${plugin.slug}`)).body
    expect(Date.parse(updated_at)).toBeGreaterThan(Date.parse(plugin.updated_at))
    expect(Math.abs(Date.parse(updated_at) - Date.parse(published_at))).toBeLessThan(1000)
  })

  it.each(['2.1.0-beta.1', '1.0.0-rc.1+build.5', '9007199254740991.0.0', `1.0.0-${'a'.repeat(249)}`])(
    'takes the version %s, which can then be asked for',
    async (version) => {
      expect((await publish({ version })).status).toBe(201)
      const answer = await call(`GET /plugins/${plugin.slug}/versions/${encodeURIComponent(version)}`)
      expect([answer.status, answer.body.version]).toEqual([200, version])
    },
  )

  it('refuses a release that exists, also with other build metadata or when it is yanked', async () => {
    await newVersion(call, author.token, plugin.slug, { version: '1.0.0+a' })
    await call(`PATCH /plugins/${plugin.slug}/versions/1.0.0%2Ba/yank`, {
      token: author.token,
      body: { yanked: true },
    })
    for (const version of ['1.0.0+a', '1.0.0+b', '1.0.0']) {
      const { status, body } = await publish({ version })
      expect([status, body.error.code]).toEqual([409, 'conflict'])
    }
    expect((await publish({ version: '1.0.0-a' })).status).toBe(201)
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.total).toBe(2)
  })

  it('lets another plugin have the same version', async () => {
    const other = await newPlugin(call, stranger.token)
    await newVersion(call, author.token, plugin.slug)
    expect((await publish({ version: '1.0.0' }, stranger.token, other.slug)).status).toBe(201)
  })

  it('lets one of twenty win who publish one release at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => publish({ version: i % 2 ? '1.0.0' : `1.0.0+${i}` })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.total).toBe(1)
  })

  it('publishes twenty different versions at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => publish({ version: `1.${i}.0` })))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.total).toBe(20)
  })

  it.each([
    ['a leading v', 'v1.0.0'],
    ['two numbers', '1.0'],
    ['a space before', ' 1.0.0'],
    ['a space after', '1.0.0 '],
    ['a line break', '1.0.0\n'],
    ['a NUL', '1.0.0\u0000'],
    ['a lone surrogate', '1.0.0-\ud800'],
    ['other digits', '１.0.0'],
    ['a number above 2^53 - 1', '1.0.9007199254740992'],
    ['more than 255 characters', `1.0.0-${'a'.repeat(250)}`],
    ['a range', '>=1.0.0'],
    ['a path', '1.0.0/../../x'],
    ['SQL', "1.0.0'; --"],
    ['nothing', ''],
    ['null', null],
    ['no value', undefined],
  ])('refuses a version that has or is %s', async (_, version) => {
    const { status, body } = await publish({ version })
    // The version is part of the path of the other endpoints, not of this one.
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
    expect(body.error.issues[0].path).toBe('version')
  })

  it.each([
    ['pumpkin_version_min', { pumpkin_version_min: 'v0.1.0' }],
    ['pumpkin_version_min', { pumpkin_version_min: '0.1' }],
    ['pumpkin_version_min', { pumpkin_version_min: '' }],
    ['pumpkin_version_max', { pumpkin_version_max: '*' }],
    ['pumpkin_version_max', { pumpkin_version_max: '>=0.1.0' }],
    ['pumpkin_version_max', { pumpkin_version_max: `1.0.0-${'a'.repeat(250)}` }],
    ['pumpkin_version_max', { pumpkin_version_min: '0.4.0', pumpkin_version_max: '0.3.x' }],
    ['pumpkin_version_max', { pumpkin_version_min: '1.0.0', pumpkin_version_max: '1.0.0-rc.1' }],
    ['changelog', { changelog: 'a'.repeat(50_001) }],
    ['changelog', { changelog: '\udc00' }],
  ])('refuses a bad %s: %j', async (field, fields) => {
    const { status, body } = await publish({ version: '1.0.0', ...fields })
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
    expect(body.error.issues[0].path).toBe(field)
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.total).toBe(0)
  })

  it.each([
    ['0.2.0', '0.3.x'],
    ['0.3.7', '0.3.x'],
    ['0.3.x', '0.3.x'],
    ['1.0.0', '1.0.0'],
    ['1.x', null],
    [null, '1.x'],
  ])('takes the bounds %s to %s and keeps their text', async (pumpkin_version_min, pumpkin_version_max) => {
    const bounds = { pumpkin_version_min, pumpkin_version_max }
    const { status, body } = await publish({ version: '1.0.0', ...bounds })
    expect(status).toBe(201)
    expect(body).toMatchObject(bounds)
  })

  it('refuses what is not a text', async () => {
    for (const field of ['version', 'changelog', 'pumpkin_version_min', 'pumpkin_version_max']) {
      for (const value of NOT_TEXTS) {
        expect((await publish({ version: '1.0.0', [field]: value })).status).toBe(422)
      }
    }
  })

  it('takes a changelog of 50,000 characters', async () => {
    const changelog = '🎃'.repeat(50_000)
    expect((await publish({ version: '1.0.0', changelog })).body.changelog).toBe(changelog)
  })

  it('announces the version in the transaction that publishes it', async () => {
    const { id } = await newVersion(call, author.token, plugin.slug)
    await publish({ version: '1.0.0' })
    const events = await execute(
      app.current,
      `select data from outbox_events where type = 'version.published' and data->>'pluginId' = ?`,
      [plugin.id],
    )
    const { slug } = plugin
    const data = { pluginId: plugin.id, slug, authorId: author.profile.id, versionId: id, version: '1.0.0' }
    expect(events).toEqual([{ data }])
  })

  it('is 403 for others and 401 without a good credential', async () => {
    const moderator = await signUp(call)
    await grantRole(app.current, moderator.profile.id, 'moderator')
    expect((await publish({ version: '1.0.0' }, stranger.token)).status).toBe(403)
    expect((await publish({ version: '1.0.0' }, moderator.token)).status).toBe(403)
    expect((await publish({ version: '1.0.0' }, 'forged')).status).toBe(401)
    expect((await call(`POST /plugins/${plugin.slug}/versions`, { body: {} })).status).toBe(401)
    expect((await call(`GET /plugins/${plugin.slug}/versions`)).body.total).toBe(0)
  })

  it('is open to a platform admin', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    expect((await publish({ version: '1.0.0' }, admin.token)).status).toBe(201)
  })

  it('is 404 for a plugin that is deleted or deactivated', async () => {
    await deactivatePlugin(app.current, plugin.slug)
    expect((await publish({ version: '1.0.0' })).status).toBe(404)
    const deleted = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    expect((await publish({ version: '1.0.0' }, author.token, deleted.slug)).status).toBe(404)
  })

  it.each([['an unknown slug', 'no-such-plugin'], ...ODD_PATHS])('is 404 for %s', async (_, slug) => {
    expect([400, 404]).toContain((await publish({ version: '1.0.0' }, author.token, slug)).status)
  })
})

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { CATEGORY, deactivatePlugin, newPlugin, uniquePluginName } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const full = {
  short_description: 'Before',
  description: 'Before',
  license: 'MIT',
  repository_url: 'https://example.com/before',
  website_url: 'https://example.com',
  category_ids: [CATEGORY.security, CATEGORY.chat],
}

let author: TestUser
let stranger: TestUser
let plugin: any
beforeAll(async () => {
  author = await signUp(call)
  stranger = await signUp(call)
})
beforeEach(async () => {
  plugin = await newPlugin(call, author.token, full)
})

const update = (body: unknown, token: string | undefined = author.token, slug = plugin.slug) =>
  call(`PUT /plugins/${slug}`, { token, body })
const slugsOf = ({ categories }: { categories: { slug: string }[] }) => categories.map(({ slug }) => slug)

describe('PUT /plugins/{slug}', () => {
  it('changes what is sent, keeps the rest and the slug', async () => {
    const name = uniquePluginName('Renamed')
    const { status, body } = await update({ name, license: 'Apache-2.0' })
    expect(status).toBe(200)
    expect(body).toEqual({ ...plugin, name, license: 'Apache-2.0', updated_at: body.updated_at })
    expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(plugin.updated_at))
    expect((await call(`GET /plugins/${plugin.slug}`)).body).toEqual(body)
  })

  it('clears optional fields with null and with an empty text', async () => {
    const cleared = { description: null, license: null, repository_url: null, website_url: null }
    const { body } = await update({ ...cleared, category_ids: null })
    expect(body).toMatchObject({ ...cleared, categories: [] })
    await update({ license: 'MIT', website_url: 'https://example.com' })
    expect((await update({ license: '', website_url: '' })).body).toMatchObject({
      license: null,
      website_url: null,
    })
  })

  it('replaces the categories in the order sent', async () => {
    expect(
      slugsOf((await update({ category_ids: [CATEGORY.chat, CATEGORY.economy, CATEGORY.chat] })).body),
    ).toEqual(['chat', 'economy'])
    expect(slugsOf((await update({ category_ids: [CATEGORY.economy, CATEGORY.chat] })).body)).toEqual([
      'economy',
      'chat',
    ])
    expect(slugsOf((await update({ license: 'MIT' })).body)).toEqual(['economy', 'chat'])
  })

  it('answers each of twenty updates at once with a whole set of categories', async () => {
    const sets = [[CATEGORY.chat, CATEGORY.economy], [CATEGORY.economy, CATEGORY.security], [CATEGORY.chat]]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => update({ category_ids: sets[i % sets.length] })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const { body } = await call(`GET /plugins/${plugin.slug}`)
    expect([['chat', 'economy'], ['economy', 'security'], ['chat']]).toContainEqual(slugsOf(body))
  })

  it('refuses a name whose slug is another plugin’s, also when that one is deleted', async () => {
    const other = await newPlugin(call, stranger.token)
    expect((await update({ name: other.name })).status).toBe(409)
    await call(`DELETE /plugins/${other.slug}`, { token: stranger.token })
    const { status, body } = await update({ name: other.name.toUpperCase() })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    expect((await call(`GET /plugins/${plugin.slug}`)).body).toEqual(plugin)
  })

  it('never refuses its own name, nor a name whose slug is its own', async () => {
    const twin = await newPlugin(call, stranger.token, { name: plugin.name })
    expect(twin.slug).toBe(`${plugin.slug}-2`)
    expect((await update({ name: plugin.name })).status).toBe(200)
    expect((await update({ name: plugin.name.toUpperCase() })).status).toBe(200)
    expect((await update({ name: twin.name }, stranger.token, twin.slug)).status).toBe(200)
    expect((await update({ name: `${twin.name} 2` }, stranger.token, twin.slug)).status).toBe(200)
    expect((await update({ name: twin.name }, stranger.token, twin.slug)).status).toBe(409)
  })

  it.each([[{}], [undefined], [{ unknown: 1 }], [{ slug: 'other' }]])(
    'refuses %j: nothing to change',
    async (body) => {
      const answer = await update(body)
      expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
      expect(answer.body.error.message).toContain('empty')
    },
  )

  it.each([
    ['name', null],
    ['name', 'ab'],
    ['name', 'a/b/c'],
    ['short_description', null],
    ['short_description', ''],
    ['short_description', 'a'.repeat(256)],
    ['description', '\ud83c'],
    ['license', 'a'.repeat(51)],
    ['repository_url', 'javascript:alert(1)'],
    ['website_url', 7],
    ['category_ids', Object.values(CATEGORY).slice(0, 6)],
    ['category_ids', ['00000000-0000-4000-8000-000000000000']],
  ])('refuses the %s %j and changes nothing', async (field, value) => {
    const { status, body } = await update({ license: 'Other', [field]: value })
    expect(status).toBe(422)
    expect(body.error.issues.some(({ path }: { path: string }) => path.split('.')[0] === field)).toBe(true)
    expect((await call(`GET /plugins/${plugin.slug}`)).body).toEqual(plugin)
  })

  it('announces the change', async () => {
    await update({ license: 'Apache-2.0' })
    const events = await execute(
      app.current,
      `select data from outbox_events where type = 'plugin.updated' and data->>'pluginId' = ?`,
      [plugin.id],
    )
    expect(events).toEqual([
      { data: { pluginId: plugin.id, slug: plugin.slug, authorId: author.profile.id } },
    ])
  })

  it('is 403 for others and 401 without a good credential', async () => {
    const moderator = await signUp(call)
    await grantRole(app.current, moderator.profile.id, 'moderator')
    for (const token of [stranger.token, moderator.token]) {
      const { status, body } = await update({ license: 'Stolen' }, token)
      expect([status, body.error.code]).toEqual([403, 'forbidden'])
    }
    expect((await call(`PUT /plugins/${plugin.slug}`, { body: {} })).status).toBe(401)
    expect((await update({ license: 'Stolen' }, 'forged')).status).toBe(401)
    expect((await call(`GET /plugins/${plugin.slug}`)).body.license).toBe('MIT')
  })

  it('is open to a platform admin; the author stays the author', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    const { status, body } = await update({ license: 'Corrected' }, admin.token)
    expect([status, body.license, body.author.id]).toEqual([200, 'Corrected', author.profile.id])
  })

  it('is 404 once deleted or deactivated, for the author too', async () => {
    await deactivatePlugin(app.current, plugin.slug)
    expect((await update({ license: 'MIT' })).status).toBe(404)
    expect((await update({ license: 'MIT' }, stranger.token)).status).toBe(404)
    const deleted = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    expect((await update({ license: 'MIT' }, author.token, deleted.slug)).status).toBe(404)
  })

  it.each([['an unknown slug', 'no-such-plugin'], ['capitals', 'Fast-Chunks'], ...ODD_PATHS])(
    'is 404 for %s',
    async (_, slug) => {
      expect([400, 404]).toContain((await update({ license: 'MIT' }, author.token, slug)).status)
    },
  )
})

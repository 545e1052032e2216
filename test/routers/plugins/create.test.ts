import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { NOT_TEXTS } from '../../support/odd-input.ts'
import { CATEGORY, newPlugin, uniquePluginName } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
beforeAll(async () => {
  author = await signUp(call)
})

const create = (body: unknown, token = author.token) => call('POST /plugins', { token, body })
const valid = (overrides: Record<string, unknown> = {}) => ({
  name: uniquePluginName(),
  short_description: 'Optimized chunk loading',
  ...overrides,
})

describe('POST /plugins', () => {
  it('enters the plugin with everything that was sent and answers it in full', async () => {
    const body = {
      name: 'Fast Chunks',
      short_description: 'Optimized chunk loading for Pumpkin MC',
      description: 'Detailed description\n\twith full feature list...',
      license: 'MIT',
      repository_url: 'https://github.com/rustdev/fast-chunks',
      website_url: 'http://fast-chunks.dev',
      category_ids: [CATEGORY.security, CATEGORY.adventure],
    }
    const answer = await create(body)
    expect(answer.status).toBe(201)
    const { category_ids: _, ...texts } = body
    const { id, username, display_name, avatar_url } = author.profile
    expect(answer.body).toEqual({
      ...texts,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      slug: 'fast-chunks',
      downloads_total: 0,
      average_rating: 0,
      review_count: 0,
      icon_url: null,
      is_active: true,
      author: { id, username, display_name, avatar_url },
      categories: [
        { id: CATEGORY.security, slug: 'security', name: 'Security', icon: 'lock' },
        { id: CATEGORY.adventure, slug: 'adventure', name: 'Adventure', icon: 'compass' },
      ],
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      updated_at: answer.body.created_at,
    })
    expect((await call('GET /plugins/fast-chunks')).body).toEqual(answer.body)
  })

  it('needs a name and a short description only; what is missing, null or empty is null', async () => {
    for (const empty of [undefined, null, '']) {
      const optional = { description: empty, license: empty, repository_url: empty, website_url: empty }
      const { status, body } = await create(valid(optional))
      expect(status).toBe(201)
      expect(body).toMatchObject({
        description: null,
        license: null,
        repository_url: null,
        website_url: null,
      })
      expect(body.categories).toEqual([])
    }
    expect((await create(valid({ category_ids: null }))).body.categories).toEqual([])
  })

  it('trims and composes texts and drops control characters; long ones keep breaks and tabs', async () => {
    const suffix = uniquePluginName('')
    const { body } = await create({
      name: `  Cafe\u0301\u0000${suffix} `,
      short_description: ' one\u0007 line\u2028 ',
      description: ' a\r\nb\tc\u0000 ',
    })
    expect(body.name).toBe(`Café${suffix}`)
    expect(body.short_description).toBe('one line')
    expect(body.description).toBe('a\nb\tc')
  })

  it('takes names of any script and makes an ASCII slug of them', async () => {
    expect((await create(valid({ name: 'Плагин Чат 2' }))).body).toMatchObject({
      name: 'Плагин Чат 2',
      slug: 'plagin-chat-2',
    })
    expect((await create(valid({ name: '---' }))).body.slug).toBe('plugin')
    expect((await create(valid({ name: '___' }))).body.slug).toBe('plugin-2')
  })

  it('never gives a reserved word as slug', async () => {
    expect((await create(valid({ name: 'Search' }))).body.slug).toBe('search-2')
    expect((await create(valid({ name: 'search' }))).body.slug).toBe('search-3')
  })

  it('gives a taken slug the next free suffix, also when the other plugin is deleted', async () => {
    const name = uniquePluginName('Twin')
    const first = await newPlugin(call, author.token, { name })
    await call(`DELETE /plugins/${first.slug}`, { token: author.token })
    const second = await newPlugin(call, author.token, { name })
    const third = await newPlugin(call, (await signUp(call)).token, { name: name.toUpperCase() })
    expect([second.slug, third.slug]).toEqual([`${first.slug}-2`, `${first.slug}-3`])
  })

  it('fills a gap in the suffixes that another name left', async () => {
    const name = uniquePluginName('Gap')
    const { slug } = await newPlugin(call, author.token, { name: `${name} 2` })
    expect((await newPlugin(call, author.token, { name })).slug).toBe(slug.slice(0, -2))
    expect((await newPlugin(call, author.token, { name })).slug).toBe(`${slug.slice(0, -2)}-3`)
    expect((await newPlugin(call, author.token, { name: `${name} 2` })).slug).toBe(`${slug}-2`)
  })

  it('keeps slugs within 100 characters, suffix included', async () => {
    const name = `${'a'.repeat(97)}-bc`
    const slugs = []
    for (let i = 0; i < 3; i++) slugs.push((await newPlugin(call, author.token, { name })).slug)
    expect(slugs).toEqual([`${'a'.repeat(97)}-bc`, `${'a'.repeat(97)}-2`, `${'a'.repeat(97)}-3`])
  })

  it('gives twenty authors who take one name at once twenty slugs without a gap', async () => {
    const name = uniquePluginName('Race')
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(valid({ name }))))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
    const base = name.toLowerCase().replace(' ', '-')
    const expected = [base, ...Array.from({ length: 19 }, (_, i) => `${base}-${i + 2}`)]
    expect(answers.map(({ body }) => body.slug).sort()).toEqual(expected.sort())
  })

  it('keeps a category that is named twice once', async () => {
    const category_ids = [CATEGORY.chat, CATEGORY.chat.toUpperCase(), CATEGORY.economy, CATEGORY.chat]
    const { status, body } = await create(valid({ category_ids }))
    expect(status).toBe(201)
    expect(body.categories.map(({ slug }: { slug: string }) => slug)).toEqual(['chat', 'economy'])
  })

  it('announces the plugin in the transaction that enters it', async () => {
    const { id, slug } = await newPlugin(call, author.token)
    const events = await execute(
      app.current,
      `select type, data from outbox_events where data->>'pluginId' = ?`,
      [id],
    )
    expect(events).toEqual([
      { type: 'plugin.created', data: { pluginId: id, slug, authorId: author.profile.id } },
    ])
  })

  it.each([
    ['name', 'ab'],
    ['name', 'a'.repeat(101)],
    ['name', '  a  '],
    ['name', 'Fast/Chunks'],
    ['name', 'Fast.Chunks'],
    ['name', 'Fast 🎃 Chunks'],
    ['name', 'Fast\u00a0Chunks'],
    ['name', '<b>Fast</b>'],
    ['name', "'; drop table plugins; --"],
    ['name', 'abc\ud800'],
    ['name', null],
    ['short_description', ''],
    ['short_description', ' \n '],
    ['short_description', 'a'.repeat(256)],
    ['short_description', '\udfff'],
    ['short_description', null],
    ['description', 'a'.repeat(50_001)],
    ['license', 'a'.repeat(51)],
    ['repository_url', 'not a url'],
    ['repository_url', '/relative'],
    ['repository_url', 'javascript:alert(1)'],
    ['repository_url', 'ftp://example.com/a'],
    ['repository_url', 'https:example.com'],
    ['repository_url', 'https://'],
    ['repository_url', 'https://exa mple.com'],
    ['repository_url', `https://example.com/${'a'.repeat(481)}`],
    ['website_url', 'data:text/html,hello'],
    ['website_url', '//example.com'],
    ['category_ids', 'c2000000-0000-0000-0000-000000000002'],
    ['category_ids', ['chat']],
    ['category_ids', [null]],
    ['category_ids', Object.values(CATEGORY).slice(0, 6)],
  ])('refuses the %s %j with 422 that names the field', async (field, value) => {
    const { status, body } = await create(valid({ [field]: value }))
    expect(status).toBe(422)
    expect(body.error.code).toBe('validation_failed')
    expect(body.error.issues[0].path.split('.')[0]).toBe(field)
    expect(body.error.message).toContain(field)
  })

  it('refuses what is not a text where a text belongs', async () => {
    for (const field of [
      'name',
      'short_description',
      'description',
      'license',
      'repository_url',
      'website_url',
    ]) {
      for (const value of NOT_TEXTS) expect((await create(valid({ [field]: value }))).status).toBe(422)
    }
  })

  it('takes texts as long as their limits, counted in characters', async () => {
    const { status, body } = await create({
      name: '𝕳'.repeat(100),
      short_description: '🎃'.repeat(255),
      description: '🎃'.repeat(50_000),
      license: '🎃'.repeat(50),
      repository_url: `https://example.com/${'a'.repeat(480)}`,
      category_ids: Object.values(CATEGORY).slice(0, 5),
    })
    expect(status).toBe(201)
    expect(body.description).toBe('🎃'.repeat(50_000))
    expect(body.categories).toHaveLength(5)
  })

  it('refuses a category that does not exist or is not in use, and names it', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    const { status, body } = await create(valid({ category_ids: [CATEGORY.chat, unknown] }))
    expect(status).toBe(422)
    expect(body.error.issues).toEqual([{ path: 'category_ids.1', message: expect.stringContaining(unknown) }])

    await execute(app.current, 'update categories set is_active = false where id = ?', [CATEGORY.library])
    expect((await create(valid({ category_ids: [CATEGORY.library] }))).status).toBe(422)
    await execute(app.current, 'update categories set is_active = true where id = ?', [CATEGORY.library])
  })

  it('enters nothing when it is refused', async () => {
    const name = uniquePluginName('Refused')
    await create(valid({ name, category_ids: ['00000000-0000-4000-8000-000000000000'] }))
    expect(await execute(app.current, 'select id from plugins where name = ?', [name])).toEqual([])
    expect((await create(valid({ name }))).body.slug).toBe(name.toLowerCase().replace(' ', '-'))
  })

  it.each([[undefined], [null], [[]], ['"text"'], ['{']])('refuses the body %j', async (body) => {
    const headers = { 'content-type': 'application/json' }
    const { status } = await call('POST /plugins', { token: author.token, headers, body })
    expect(status).toBe(body === '{' ? 400 : 422)
  })

  it('ignores what a caller cannot decide', async () => {
    const { body } = await create(
      valid({ slug: 'mine', downloads_total: 9, is_active: false, id: CATEGORY.chat }),
    )
    expect(body).toMatchObject({ downloads_total: 0, is_active: true })
    expect([body.slug, body.id]).not.toContain('mine')
    expect(body.id).not.toBe(CATEGORY.chat)
  })

  it('is refused without a sign-in, before the body is looked at', async () => {
    expect((await call('POST /plugins', { body: {} })).status).toBe(401)
    expect((await create({}, `${author.token}x`)).status).toBe(401)
    const loggedOut = await signUp(call)
    await call('POST /auth/logout', { token: loggedOut.token })
    expect((await create(valid(), loggedOut.token)).status).toBe(401)
  })
})

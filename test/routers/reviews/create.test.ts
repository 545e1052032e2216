import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { grantRole } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { eventsOf, newReview, starsOf, toldOf } from '../../support/reviews.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let reviewer: TestUser
let plugin: any
beforeAll(async () => {
  author = await signUp(call)
  reviewer = await signUp(call)
})
beforeEach(async () => {
  plugin = await newPlugin(call, author.token)
})

const create = (body: unknown, token: string | undefined = reviewer.token, slug = plugin.slug) =>
  call(`POST /plugins/${slug}/reviews`, { token, body })
const total = async () => (await call(`GET /plugins/${plugin.slug}/reviews`)).body.total

describe('POST /plugins/{slug}/reviews', () => {
  it('enters the review with everything that was sent', async () => {
    const body = { rating: 4, title: 'Excellent plugin', body: 'Works perfectly\n\ton 0.3.x.' }
    const answer = await create(body)
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        ...body,
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        plugin_id: plugin.id,
        author: { id: reviewer.profile.id, username: reviewer.profile.username, avatar_url: null },
        is_hidden: false,
        created_at: time,
        updated_at: answer.body.created_at,
      },
    ])
    expect((await call(`GET /plugins/${plugin.slug}/reviews`)).body.reviews).toEqual([answer.body])
  })

  it.each([
    [{ rating: 1 }],
    [{ rating: 1, title: null, body: null }],
    [{ rating: 1, title: '', body: ' \n ' }],
  ])('needs the rating only; %j has neither title nor body', async (body) => {
    expect((await create(body)).body).toMatchObject({ title: null, body: null })
  })

  it('takes every rating, 200 characters of title and 5,000 of body', async () => {
    for (const rating of [1, 2, 3, 4, 5]) {
      const { token } = await signUp(call)
      expect((await create({ rating }, token)).body.rating).toBe(rating)
    }
    const texts = { title: '🎃'.repeat(200), body: '🎃'.repeat(5000) }
    expect((await create({ rating: 5, ...texts })).body).toMatchObject(texts)
  })

  it.each([
    ['rating', { rating: 0 }],
    ['rating', { rating: 6 }],
    ['rating', { rating: -1 }],
    ['rating', { rating: 4.5 }],
    ['rating', { rating: '5' }],
    ['rating', { rating: null }],
    ['rating', { rating: undefined }],
    ['rating', { rating: true }],
    ['rating', { rating: [5] }],
    ['rating', { rating: 2147483648 }],
    ['title', { title: 'a'.repeat(201) }],
    ['title', { title: '\ud800' }],
    ['body', { body: 'a'.repeat(5001) }],
    ['body', { body: 'a\udc00' }],
  ])('refuses a bad %s: %j', async (field, fields) => {
    const { status, body } = await create({ rating: 5, ...fields })
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([422, 'validation_failed', field])
    expect(await total()).toBe(0)
  })

  it('refuses texts that are none', async () => {
    for (const field of ['title', 'body']) {
      for (const value of NOT_TEXTS) {
        expect((await create({ rating: 5, [field]: value })).status).toBe(422)
      }
    }
  })

  it.each([[], 'null', '{', '5'])('refuses the body %j', async (body) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await call(`POST /plugins/${plugin.slug}/reviews`, {
      token: reviewer.token,
      headers,
      body,
    })
    expect([400, 422]).toContain(answer.status)
  })

  it.each(Object.entries(ODD_TEXTS))('stores or refuses %s, and shows what it stored', async (_, text) => {
    const answer = await create({ rating: 5, title: text, body: text })
    expect([201, 413, 422]).toContain(answer.status)
    const { reviews } = (await call(`GET /plugins/${plugin.slug}/reviews`)).body
    expect(reviews).toEqual(answer.status === 201 ? [answer.body] : [])
  })

  it('takes one review per user and plugin, also when it is hidden, and names it', async () => {
    const review = await newReview(call, reviewer.token, plugin.slug)
    for (const hidden of [false, true]) {
      await call(`PATCH /plugins/${plugin.slug}/reviews/${review.id}/hide`, {
        token: author.token,
        body: { hidden },
      })
      const { status, body } = await create({ rating: 1 })
      expect([status, body.error.code]).toEqual([409, 'conflict'])
      expect(body.error.message).toContain(review.id)
    }
    const other = await newPlugin(call, author.token)
    expect((await create({ rating: 1 }, reviewer.token, other.slug)).status).toBe(201)
  })

  it('lets one of twenty win who are the same user at once, and counts that one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => create({ rating: 1 + (i % 5) })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    const { kept, counted } = await starsOf(app.current, plugin.id)
    expect(kept).toEqual(counted)
    expect(await total()).toBe(1)
  })

  it('counts each of twenty users who review at once', async () => {
    const users = await Promise.all(Array.from({ length: 20 }, () => signUp(call)))
    const answers = await Promise.all(users.map(({ token }, i) => create({ rating: 1 + (i % 5) }, token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([4, 4, 4, 4, 4])
  })

  it('refuses the author of the plugin, an admin included', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    for (const { token } of [author, admin]) {
      const own = await newPlugin(call, token)
      const { status, body } = await create({ rating: 5 }, token, own.slug)
      expect([status, body.error.code]).toEqual([422, 'validation_failed'])
      expect(body.error.message).toBe('You cannot review your own plugin.')
    }
  })

  it('announces the review and tells the author of the plugin, once', async () => {
    const owner = await signUp(call)
    plugin = await newPlugin(call, owner.token)
    const review = await newReview(call, reviewer.token, plugin.slug, { rating: 3, title: 'Fine' })
    await create({ rating: 1 })
    const data = { pluginId: plugin.id, slug: plugin.slug, authorId: owner.profile.id }
    expect(await eventsOf(app.current, review.id)).toEqual([
      {
        type: 'review.created',
        data: { ...data, reviewId: review.id, reviewerId: reviewer.profile.id, rating: 3 },
      },
    ])
    expect(await toldOf(app.current, owner)).toEqual([
      {
        kind: 'review_received',
        title: `New review of ${plugin.name}`,
        body: `${reviewer.profile.username} gave 3 of 5 stars: Fine`,
        link: `/plugins/${plugin.slug}`,
      },
    ])
  })

  it('is open to keys with the scope write, which act for their user', async () => {
    const writer = await newKey(call, reviewer.token, { permissions: ['write'] })
    const request = `POST /plugins/${plugin.slug}/reviews` as const
    const answer = await withKey(call, writer, request, { rating: 5 })
    expect([answer.status, answer.body.author.id]).toEqual([201, reviewer.profile.id])
    const reader = await newKey(call, reviewer.token, { permissions: ['read', 'publish', 'upload'] })
    const { status, body } = await withKey(call, reader, request, { rating: 5 })
    expect([status, body.error.code, body.error.required_scope]).toEqual([403, 'insufficient_scope', 'write'])
  })

  it('is 401 without a good credential', async () => {
    expect((await create({ rating: 5 }, 'forged')).status).toBe(401)
    expect((await call(`POST /plugins/${plugin.slug}/reviews`, { body: { rating: 9 } })).status).toBe(401)
  })

  it('is 404 for a plugin that is deactivated or deleted', async () => {
    await deactivatePlugin(app.current, plugin.slug)
    expect((await create({ rating: 5 })).status).toBe(404)
    const deleted = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    expect((await create({ rating: 5 }, reviewer.token, deleted.slug)).status).toBe(404)
  })

  it.each([['an unknown slug', 'no-such-plugin'], ...ODD_PATHS])('is 404 for %s', async (_, slug) => {
    expect([400, 404]).toContain((await create({ rating: 5 }, reviewer.token, slug)).status)
  })
})

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { grantRole } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { eventsOf, newReview, starsOf } from '../../support/reviews.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let reviewer: TestUser
let stranger: TestUser
let plugin: any
let review: any
beforeAll(async () => {
  ;[author, reviewer, stranger] = await Promise.all([signUp(call), signUp(call), signUp(call)])
})
beforeEach(async () => {
  plugin = await newPlugin(call, author.token)
  review = await newReview(call, reviewer.token, plugin.slug, { title: 'Good', body: 'Works.' })
})

const update = (
  body: unknown,
  {
    token = reviewer.token,
    slug = plugin.slug,
    id = review.id,
  }: { token?: string; slug?: string; id?: string } = {},
) => call(`PUT /plugins/${slug}/reviews/${id}`, { token, body })
const hide = (hidden: boolean) =>
  call(`PATCH /plugins/${plugin.slug}/reviews/${review.id}/hide`, { token: author.token, body: { hidden } })

describe('PUT /plugins/{slug}/reviews/{review_id}', () => {
  it('changes what is sent and keeps the rest', async () => {
    for (const change of [{ rating: 2 }, { title: 'Updated' }, { body: 'Not\nany more.' }]) {
      const { status, body } = await update(change)
      expect([status, body]).toEqual([200, { ...review, ...change, updated_at: body.updated_at }])
      expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(review.updated_at))
      review = body
    }
    expect((await call(`GET /plugins/${plugin.slug}/reviews`)).body.reviews).toEqual([review])
  })

  it.each([null, '', ' '])('clears title and body with %j', async (nothing) => {
    expect((await update({ title: nothing, body: nothing })).body).toMatchObject({ title: null, body: null })
  })

  it.each([{}, undefined, { title: undefined }, { stars: 4 }])('refuses the empty body %j', async (body) => {
    const answer = await update(body)
    expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
  })

  it.each<[field: string, fields: unknown]>([
    ['rating', { rating: null }],
    ['rating', { rating: '5' }],
    ['rating', { rating: 4.5 }],
    ['rating', { rating: 0 }],
    ['rating', { rating: 6 }],
    ['title', { title: 'a'.repeat(201) }],
    ['body', { body: 'a'.repeat(5001) }],
    ...NOT_TEXTS.map((title): [string, unknown] => ['title', { title }]),
  ])('refuses a bad %s: %j', async (field, fields) => {
    const { status, body } = await update(fields)
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([422, 'validation_failed', field])
  })

  it('moves the rating in the totals of a visible review', async () => {
    await update({ rating: 1 })
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([1, 0, 0, 0, 0])
    expect((await call(`GET /plugins/${plugin.slug}`)).body).toMatchObject({
      average_rating: 1,
      review_count: 1,
    })
  })

  it('lets the reviewer change a hidden review, which stays hidden and counts with its new rating later', async () => {
    await hide(true)
    const { status, body } = await update({ rating: 2 })
    expect([status, body.is_hidden, body.rating]).toEqual([200, true, 2])
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([0, 0, 0, 0, 0])
    await hide(false)
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([0, 1, 0, 0, 0])
  })

  it('announces the change with the rating it has now', async () => {
    await update({ rating: 3 })
    await update({ rating: 3 }, { token: stranger.token })
    const events = await eventsOf(app.current, review.id)
    expect(events.map(({ type }) => type)).toEqual(['review.created', 'review.updated'])
    expect(events[1]?.data).toMatchObject({ reviewerId: reviewer.profile.id, rating: 3 })
  })

  it('is for its author only: 403 for strangers, the author of the plugin and staff', async () => {
    const [moderator, admin] = await Promise.all([signUp(call), signUp(call)])
    await grantRole(app.current, moderator.profile.id, 'moderator')
    await grantRole(app.current, admin.profile.id, 'admin')
    for (const { token } of [stranger, author, moderator, admin]) {
      const { status, body } = await update({ rating: 1 }, { token })
      expect([status, body.error.code]).toEqual([403, 'forbidden'])
    }
    expect((await update({ rating: 1 }, { token: 'forged' })).status).toBe(401)
    expect((await call(`PUT /plugins/${plugin.slug}/reviews/${review.id}`, { body: {} })).status).toBe(401)
    expect((await call(`GET /plugins/${plugin.slug}/reviews`)).body.reviews).toEqual([review])
  })

  it('is open to a key of its author with the scope write', async () => {
    const request = `PUT /plugins/${plugin.slug}/reviews/${review.id}` as const
    const key = await newKey(call, reviewer.token, { permissions: ['write'] })
    expect((await withKey(call, key, request, { rating: 1 })).status).toBe(200)
    const other = await newKey(call, stranger.token, { permissions: ['write'] })
    expect((await withKey(call, other, request, { rating: 1 })).body.error.code).toBe('forbidden')
    const without = await newKey(call, reviewer.token, { permissions: ['publish', 'read'] })
    expect((await withKey(call, without, request, { rating: 1 })).body.error.code).toBe('insufficient_scope')
  })

  it('is 404 for a review of another plugin and for a plugin that is gone', async () => {
    const other = await newPlugin(call, author.token)
    const foreign = await update({ rating: 1 }, { slug: other.slug })
    expect([foreign.status, foreign.body.error.message]).toEqual([404, 'Review not found.'])
    await deactivatePlugin(app.current, plugin.slug)
    const gone = await update({ rating: 1 })
    expect([gone.status, gone.body.error.message]).toEqual([404, 'Plugin not found.'])
  })

  it('finds a review by its id in capitals, too', async () => {
    const { status, body } = await update({ rating: 1 }, { id: review.id.toUpperCase() })
    expect([status, body.id]).toEqual([200, review.id])
  })

  it.each([['an unknown review', '0193b5a2-7c00-7000-8000-00000000dead'], ...ODD_PATHS])(
    'is 404 for %s in place of the review',
    async (_, id) => {
      expect([400, 404]).toContain((await update({ rating: 1 }, { id })).status)
    },
  )

  it.each([['an unknown slug', 'no-such-plugin'], ...ODD_PATHS])(
    'is 404 for %s in place of the slug',
    async (_, slug) => {
      expect([400, 404]).toContain((await update({ rating: 1 }, { slug })).status)
    },
  )
})

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { newReview, newReviews } from '../../support/reviews.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let plugin: any
beforeAll(async () => {
  author = await signUp(call)
})
beforeEach(async () => {
  plugin = await newPlugin(call, author.token)
})

const list = (query = '', slug = plugin.slug) => call(`GET /plugins/${slug}/reviews${query}`)
const none = { star_1: 0, star_2: 0, star_3: 0, star_4: 0, star_5: 0 }

describe('GET /plugins/{slug}/reviews', () => {
  it('shows anybody the review in full, with total, average and distribution', async () => {
    const reviewer = await signUp(call)
    const review = await newReview(call, reviewer.token, plugin.slug, { title: 'Good', body: 'Works.' })
    const { status, body } = await list()
    expect(status).toBe(200)
    expect(body).toEqual({
      reviews: [review],
      total: 1,
      average_rating: 5,
      rating_distribution: { ...none, star_5: 1 },
    })
  })

  it('is empty with an average of 0 when there are no reviews', async () => {
    const { status, body } = await list()
    expect([status, body]).toEqual([
      200,
      { reviews: [], total: 0, average_rating: 0, rating_distribution: none },
    ])
  })

  it('gives averages two decimals, in the list, the summary and the details alike', async () => {
    await newReviews(call, plugin.slug, [5, 5, 4, 1, 1, 2, 5])
    const { body } = await list()
    expect(body).toMatchObject({ total: 7, average_rating: 3.29 })
    expect(body.rating_distribution).toEqual({ star_1: 2, star_2: 1, star_3: 0, star_4: 1, star_5: 3 })
    const rated = { average_rating: 3.29, review_count: 7 }
    expect((await call(`GET /plugins/${plugin.slug}`)).body).toMatchObject(rated)
    const { data } = (await call('GET /plugins?per_page=100')).body
    expect(data.find(({ id }: { id: string }) => id === plugin.id)).toMatchObject(rated)
  })

  it('puts the newest first and pages without gaps or repeats, ten a page unless asked otherwise', async () => {
    await newReviews(call, plugin.slug, Array(12).fill(4))
    // Equal times are ordered by id.
    await execute(
      app.current,
      `update reviews set created_at = '2026-03-01Z' where plugin_id = ? and id in (
         select id from reviews where plugin_id = ? order by id limit 6)`,
      [plugin.id, plugin.id],
    )
    const whole = (await list('?per_page=100')).body.reviews
    const order = [...whole].sort((a: any, b: any) =>
      a.created_at === b.created_at
        ? b.id.localeCompare(a.id)
        : Date.parse(b.created_at) - Date.parse(a.created_at),
    )
    expect(whole).toEqual(order)
    expect((await list()).body.reviews).toEqual(whole.slice(0, 10))
    const pages = await Promise.all([1, 2, 3, 4].map((page) => list(`?per_page=5&page=${page}`)))
    expect(pages.flatMap(({ body }) => body.reviews)).toEqual(whole)
    expect(pages.map(({ body }) => body.total)).toEqual([12, 12, 12, 12])
  })

  it('leaves hidden reviews out of the list, the total, the average and the distribution', async () => {
    const [bad] = await newReviews(call, plugin.slug, [1, 5])
    await call(`PATCH /plugins/${plugin.slug}/reviews/${bad?.review.id}/hide`, {
      token: author.token,
      body: { hidden: true },
    })
    for (const token of [undefined, author.token, bad?.user.token]) {
      const { body } = await call(`GET /plugins/${plugin.slug}/reviews`, { token })
      expect(body).toMatchObject({
        total: 1,
        average_rating: 5,
        rating_distribution: { ...none, star_5: 1 },
      })
      expect(body.reviews.map(({ rating }: any) => rating)).toEqual([5])
    }
  })

  it('keeps the reviews of an account that was deactivated', async () => {
    const [one] = await newReviews(call, plugin.slug, [3])
    await execute(app.current, 'update users set is_active = false where id = ?', [one?.user.profile.id])
    expect((await list()).body).toMatchObject({ total: 1, average_rating: 3, reviews: [one?.review] })
  })

  it('shows reviews of the plugin in the path only', async () => {
    const other = await newPlugin(call, author.token)
    await newReviews(call, other.slug, [1])
    expect((await list()).body).toMatchObject({ reviews: [], total: 0, average_rating: 0 })
  })

  it('is 404 for a plugin that is deactivated or deleted', async () => {
    await deactivatePlugin(app.current, plugin.slug)
    const { status, body } = await list()
    expect([status, body.error.message]).toEqual([404, 'Plugin not found.'])
    const deleted = await newPlugin(call, author.token)
    await call(`DELETE /plugins/${deleted.slug}`, { token: author.token })
    expect((await list('', deleted.slug)).status).toBe(404)
  })

  it.each(['page=8&per_page=1', 'page=2147483647&per_page=100'])(
    'shows an empty page beyond the last one: %s',
    async (query) => {
      await newReviews(call, plugin.slug, [2])
      const { status, body } = await list(`?${query}`)
      expect([status, body.reviews, body.total]).toEqual([200, [], 1])
    },
  )

  it.each([
    ['page', '0'],
    ['page', '-1'],
    ['page', '1.5'],
    ['page', '2147483648'],
    ['page', 'one'],
    ['page', '%00'],
    ['per_page', '0'],
    ['per_page', '101'],
    ['per_page', ''],
  ])('refuses %s=%s with 422 that names the parameter', async (name, value) => {
    const { status, body } = await list(`?${name}=${value}`)
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([422, 'validation_failed', name])
  })

  it.each([['an unknown slug', 'no-such-plugin'], ...ODD_PATHS])('is 404 for %s', async (_, slug) => {
    expect([400, 404]).toContain((await list('', slug)).status)
  })

  it('refuses a credential that is not good', async () => {
    expect((await call(`GET /plugins/${plugin.slug}/reviews`, { token: 'forged' })).status).toBe(401)
  })
})

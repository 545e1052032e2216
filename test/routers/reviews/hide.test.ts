import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { grantRole } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { auditOf, eventsOf, newReview, starsOf, toldOf } from '../../support/reviews.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let stranger: TestUser
let moderator: TestUser
let reviewer: TestUser
let plugin: any
let review: any
beforeAll(async () => {
  ;[author, stranger, moderator] = await Promise.all([signUp(call), signUp(call), signUp(call)])
  await grantRole(app.current, moderator.profile.id, 'moderator')
})
beforeEach(async () => {
  reviewer = await signUp(call)
  plugin = await newPlugin(call, author.token)
  review = await newReview(call, reviewer.token, plugin.slug, { rating: 2, title: 'ü'.repeat(200) })
})

const hide = (
  hidden: unknown,
  {
    token = author.token,
    slug = plugin.slug,
    id = review.id,
  }: { token?: string; slug?: string; id?: string } = {},
) => call(`PATCH /plugins/${slug}/reviews/${id}/hide`, { token, body: { hidden } })
const actions = async () => (await auditOf(app.current, review.id)).map(({ action }) => action)
const events = async () => (await eventsOf(app.current, review.id)).map(({ type }) => type)
const rated = async () => {
  const { average_rating, review_count } = (await call(`GET /plugins/${plugin.slug}`)).body
  return [average_rating, review_count]
}

describe('PATCH /plugins/{slug}/reviews/{review_id}/hide', () => {
  it('hides a review from list, average and count, and shows it again', async () => {
    const hidden = await hide(true)
    expect([hidden.status, hidden.body]).toEqual([200, { hidden: true }])
    expect((await call(`GET /plugins/${plugin.slug}/reviews`)).body).toMatchObject({ reviews: [], total: 0 })
    expect(await rated()).toEqual([0, 0])
    const shown = await hide(false)
    expect([shown.status, shown.body]).toEqual([200, { hidden: false }])
    expect((await call(`GET /plugins/${plugin.slug}/reviews`)).body.reviews).toEqual([review])
    expect(await rated()).toEqual([2, 1])
  })

  it('audits both, with an excerpt of the title, and tells the reviewer', async () => {
    await hide(true)
    await hide(false, { token: moderator.token })
    const details = {
      plugin_name: plugin.name,
      plugin_slug: plugin.slug,
      reviewer: reviewer.profile.username,
      rating: 2,
      title: `${'ü'.repeat(80)}…`,
    }
    const target_type = 'review'
    expect(await auditOf(app.current, review.id)).toEqual([
      { actor_username: author.profile.username, action: 'review.hide', target_type, details },
      { actor_username: moderator.profile.username, action: 'review.show', target_type, details },
    ])
    const link = `/plugins/${plugin.slug}`
    const title = `Your review of ${plugin.name}`
    expect(await toldOf(app.current, reviewer)).toEqual([
      {
        kind: 'review_hidden',
        title: `${title} was hidden`,
        body: expect.stringMatching(/^The author of the plugin hid it\./),
        link,
      },
      {
        kind: 'review_shown',
        title: `${title} is shown again`,
        body: expect.stringMatching(/^The staff showed it again\./),
        link,
      },
    ])
    expect(await events()).toEqual(['review.created', 'review.hidden', 'review.shown'])
  })

  it('changes nothing when it is so already: no record, no event, no notification', async () => {
    expect((await hide(false)).body).toEqual({ hidden: false })
    await hide(true)
    const again = await hide(true)
    expect([again.status, again.body]).toEqual([200, { hidden: true }])
    expect(await actions()).toEqual(['review.hide'])
    expect(await events()).toEqual(['review.created', 'review.hidden'])
    expect(await toldOf(app.current, reviewer)).toHaveLength(1)
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([0, 0, 0, 0, 0])
  })

  it('hides once when twenty hide at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => hide(true)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(await actions()).toEqual(['review.hide'])
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([0, 0, 0, 0, 0])
  })

  it('does not tell a moderator about a review of their own', async () => {
    const own = await newReview(call, moderator.token, plugin.slug)
    expect((await hide(true, { token: moderator.token, id: own.id })).status).toBe(200)
    expect(await auditOf(app.current, own.id)).toHaveLength(1)
    expect(await toldOf(app.current, moderator)).toEqual([])
  })

  it('is 403 for the reviewer and strangers, 401 without a good credential', async () => {
    for (const { token } of [reviewer, stranger]) {
      for (const hidden of [true, false]) {
        const { status, body } = await hide(hidden, { token })
        expect([status, body.error.code]).toEqual([403, 'forbidden'])
      }
    }
    expect((await hide(true, { token: 'forged' })).status).toBe(401)
    expect((await call(`PATCH /plugins/${plugin.slug}/reviews/${review.id}/hide`, { body: {} })).status).toBe(
      401,
    )
    expect(await rated()).toEqual([2, 1])
  })

  it('lets keys with the scope write act for their user, never as staff', async () => {
    const request = `PATCH /plugins/${plugin.slug}/reviews/${review.id}/hide` as const
    const staff = await newKey(call, moderator.token, { permissions: ['write'] })
    expect((await withKey(call, staff, request, { hidden: true })).body.error.code).toBe('forbidden')
    const without = await newKey(call, author.token, { permissions: ['publish', 'read'] })
    expect((await withKey(call, without, request, { hidden: true })).body.error.code).toBe(
      'insufficient_scope',
    )
    const key = await newKey(call, author.token, { permissions: ['write'] })
    expect((await withKey(call, key, request, { hidden: true })).body).toEqual({ hidden: true })
  })

  it.each([undefined, null, 'true', 1, []])('refuses the value %j', async (hidden) => {
    const { status, body } = await hide(hidden)
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([422, 'validation_failed', 'hidden'])
  })

  it('is 404 for a review of another plugin and for a plugin that is gone', async () => {
    const other = await newPlugin(call, author.token)
    expect((await hide(true, { slug: other.slug })).status).toBe(404)
    await deactivatePlugin(app.current, plugin.slug)
    expect((await hide(true)).status).toBe(404)
    expect((await hide(true, { token: moderator.token })).status).toBe(404)
  })

  it.each([['an unknown review', '0193b5a2-7c00-7000-8000-00000000dead'], ...ODD_PATHS])(
    'is 404 for %s in place of the review',
    async (_, id) => {
      expect([400, 404]).toContain((await hide(true, { id })).status)
    },
  )

  it.each(ODD_PATHS)('is 404 for %s in place of the slug', async (_, slug) => {
    expect([400, 404]).toContain((await hide(true, { slug })).status)
  })
})

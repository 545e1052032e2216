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
let admin: TestUser
let reviewer: TestUser
let plugin: any
let review: any
beforeAll(async () => {
  ;[author, stranger, moderator, admin] = await Promise.all([
    signUp(call),
    signUp(call),
    signUp(call),
    signUp(call),
  ])
  await grantRole(app.current, moderator.profile.id, 'moderator')
  await grantRole(app.current, admin.profile.id, 'admin')
})
beforeEach(async () => {
  reviewer = await signUp(call)
  plugin = await newPlugin(call, author.token)
  review = await newReview(call, reviewer.token, plugin.slug, { rating: 2, title: 'Bad' })
})

const path = () => `plugins/${plugin.slug}/reviews/${review.id}`
const remove = ({ token }: { token?: string }) => call(`DELETE /${path()}`, { token })
const list = async () => (await call(`GET /plugins/${plugin.slug}/reviews`)).body

describe('DELETE /plugins/{slug}/reviews/{review_id}', () => {
  it('takes the own review out of the list and the totals, silently', async () => {
    const { status, body } = await remove(reviewer)
    expect([status, body.length]).toEqual([204, 0])
    expect(await list()).toMatchObject({ reviews: [], total: 0, average_rating: 0 })
    expect(await auditOf(app.current, review.id)).toEqual([])
    expect(await toldOf(app.current, reviewer)).toEqual([])
    expect((await remove(reviewer)).status).toBe(404)
  })

  it('lets the reviewer write another one afterwards', async () => {
    await remove(reviewer)
    await newReview(call, reviewer.token, plugin.slug, { rating: 4 })
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([0, 0, 0, 1, 0])
  })

  it.each(['author', 'moderator', 'admin'] as const)(
    'by the plugin’s author or staff (%s) is audited and told to the reviewer',
    async (who) => {
      const by = { author, moderator, admin }[who]
      expect((await remove(by)).status).toBe(204)
      expect((await list()).total).toBe(0)
      expect(await auditOf(app.current, review.id)).toEqual([
        {
          actor_username: by.profile.username,
          action: 'review.delete',
          target_type: 'review',
          details: {
            plugin_name: plugin.name,
            plugin_slug: plugin.slug,
            reviewer: reviewer.profile.username,
            rating: 2,
            title: 'Bad',
          },
        },
      ])
      expect(await toldOf(app.current, reviewer)).toEqual([
        {
          kind: 'review_deleted',
          title: `Your review of ${plugin.name} was deleted`,
          body: `${who === 'author' ? 'The author of the plugin' : 'The staff'} deleted it. You may write another one.`,
          link: `/plugins/${plugin.slug}`,
        },
      ])
    },
  )

  it('takes a hidden review away without counting it twice', async () => {
    await call(`PATCH /${path()}/hide`, { token: author.token, body: { hidden: true } })
    expect((await remove(reviewer)).status).toBe(204)
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([0, 0, 0, 0, 0])
  })

  it('deletes once when twenty delete at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove(moderator)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(19).fill(404)])
    expect((await starsOf(app.current, plugin.id)).kept).toEqual([0, 0, 0, 0, 0])
    expect(await auditOf(app.current, review.id)).toHaveLength(1)
    expect((await eventsOf(app.current, review.id)).map(({ type }) => type)).toEqual([
      'review.created',
      'review.deleted',
    ])
  })

  it('is 403 for strangers and authors of other plugins, 401 without a good credential', async () => {
    await newPlugin(call, stranger.token)
    const { status, body } = await remove(stranger)
    expect([status, body.error.code]).toEqual([403, 'forbidden'])
    expect((await remove({ token: 'forged' })).status).toBe(401)
    expect((await remove({})).status).toBe(401)
    expect((await list()).total).toBe(1)
  })

  it('lets keys with the scope write act for their user, never as staff', async () => {
    const request = `DELETE /${path()}` as const
    for (const staff of [moderator, admin]) {
      const key = await newKey(call, staff.token, { permissions: ['write'] })
      expect((await withKey(call, key, request)).body.error.code).toBe('forbidden')
    }
    const without = await newKey(call, reviewer.token, { permissions: ['publish', 'read'] })
    expect((await withKey(call, without, request)).body.error.code).toBe('insufficient_scope')
    const key = await newKey(call, author.token, { permissions: ['write'] })
    expect((await withKey(call, key, request)).status).toBe(204)
  })

  it('is 404 for a review of another plugin and for a plugin that is gone', async () => {
    const other = await newPlugin(call, author.token)
    const foreign = `DELETE /plugins/${other.slug}/reviews/${review.id}` as const
    expect((await call(foreign, { token: author.token })).status).toBe(404)
    await deactivatePlugin(app.current, plugin.slug)
    for (const { token } of [reviewer, author, admin]) expect((await remove({ token })).status).toBe(404)
  })

  it.each([['an unknown review', '0193b5a2-7c00-7000-8000-00000000dead'], ...ODD_PATHS])(
    'is 404 for %s in place of the review',
    async (_, id) => {
      const answer = await call(`DELETE /plugins/${plugin.slug}/reviews/${id}`, { token: admin.token })
      expect([400, 404]).toContain(answer.status)
    },
  )

  it.each(ODD_PATHS)('is 404 for %s in place of the slug', async (_, slug) => {
    const answer = await call(`DELETE /plugins/${slug}/reviews/${review.id}`, { token: admin.token })
    expect([400, 404]).toContain(answer.status)
  })
})

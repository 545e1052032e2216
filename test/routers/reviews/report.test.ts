import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { newReview } from '../../support/reviews.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let reviewer: TestUser
let reader: TestUser
let plugin: any
let review: any
beforeAll(async () => {
  ;[author, reviewer, reader] = await Promise.all([signUp(call), signUp(call), signUp(call)])
})
beforeEach(async () => {
  plugin = await newPlugin(call, author.token)
  review = await newReview(call, reviewer.token, plugin.slug)
})

const report = (
  body: unknown,
  {
    token = reader.token,
    slug = plugin.slug,
    id = review.id,
  }: { token?: string; slug?: string; id?: string } = {},
) => call(`POST /plugins/${slug}/reviews/${id}/report`, { token, body })
const stored = () =>
  execute(app.current, 'select id from review_reports where review_id = ? order by created_at', [review.id])

describe('POST /plugins/{slug}/reviews/{review_id}/report', () => {
  it('answers the report, which is pending', async () => {
    const { status, body } = await report({ reason: 'spam', details: 'Twenty\ntimes the same.' })
    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        review_id: review.id,
        reporter_id: reader.profile.id,
        reason: 'spam',
        details: 'Twenty\ntimes the same.',
        status: 'pending',
        resolved_by: null,
        resolved_at: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    ])
    expect(await stored()).toEqual([{ id: body.id }])
  })

  it.each(['spam', 'harassment', 'misinformation', 'inappropriate', 'other'])(
    'takes the reason %s, without details',
    async (reason) => {
      expect((await report({ reason })).body).toMatchObject({ reason, details: null })
    },
  )

  it.each([null, '', '\n'])('takes the details %j for none', async (details) => {
    expect((await report({ reason: 'other', details })).body.details).toBeNull()
  })

  it('takes details of 1,000 characters', async () => {
    const details = '🎃'.repeat(1000)
    expect((await report({ reason: 'other', details })).body.details).toBe(details)
  })

  it.each<[field: string, fields: unknown]>([
    ['reason', {}],
    ['reason', undefined],
    ['reason', { reason: null }],
    ['reason', { reason: 'SPAM' }],
    ['reason', { reason: 'boring' }],
    ['reason', { reason: 'constructor' }],
    ['details', { reason: 'spam', details: 'a'.repeat(1001) }],
    ['details', { reason: 'spam', details: '\ud800' }],
    ...NOT_TEXTS.map((details): [string, unknown] => ['details', { reason: 'spam', details }]),
  ])('refuses a bad %s: %j', async (field, fields) => {
    const { status, body } = await report(fields)
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([422, 'validation_failed', field])
    expect(await stored()).toEqual([])
  })

  it('takes one report per user and review', async () => {
    await report({ reason: 'spam' })
    const { status, body } = await report({ reason: 'harassment' })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    expect((await report({ reason: 'harassment' }, { token: author.token })).status).toBe(201)
    const other = await newReview(call, reader.token, plugin.slug)
    expect((await report({ reason: 'spam' }, { id: other.id, token: author.token })).status).toBe(201)
  })

  it('stores one of twenty that one user sends at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => report({ reason: 'spam' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    expect(await stored()).toHaveLength(1)
  })

  it('takes a report about a hidden review, so that who hides an insult can still report it', async () => {
    const body = { hidden: true }
    await call(`PATCH /plugins/${plugin.slug}/reviews/${review.id}/hide`, { token: author.token, body })
    expect((await report({ reason: 'harassment' }, { token: author.token })).status).toBe(201)
  })

  it('keeps the report when the review is deleted, and takes no further one', async () => {
    await report({ reason: 'spam' })
    await call(`DELETE /plugins/${plugin.slug}/reviews/${review.id}`, { token: reviewer.token })
    expect(await stored()).toHaveLength(1)
    const { status, body } = await report({ reason: 'spam' }, { token: author.token })
    expect([status, body.error.message]).toEqual([404, 'Review not found.'])
  })

  it('needs the scope write, and a good credential', async () => {
    const request = `POST /plugins/${plugin.slug}/reviews/${review.id}/report` as const
    const without = await newKey(call, reader.token, { permissions: ['read', 'publish'] })
    expect((await withKey(call, without, request, { reason: 'spam' })).body.error.code).toBe(
      'insufficient_scope',
    )
    const key = await newKey(call, reader.token, { permissions: ['write'] })
    const answer = await withKey(call, key, request, { reason: 'spam' })
    expect([answer.status, answer.body.reporter_id]).toEqual([201, reader.profile.id])
    expect((await report({ reason: 'spam' }, { token: 'forged' })).status).toBe(401)
    expect((await call(request, { body: {} })).status).toBe(401)
  })

  it('is 404 for a review of another plugin and for a plugin that is gone', async () => {
    const other = await newPlugin(call, author.token)
    expect((await report({ reason: 'spam' }, { slug: other.slug })).status).toBe(404)
    await deactivatePlugin(app.current, plugin.slug)
    expect((await report({ reason: 'spam' })).status).toBe(404)
  })

  it.each([['an unknown review', '0193b5a2-7c00-7000-8000-00000000dead'], ...ODD_PATHS])(
    'is 404 for %s in place of the review',
    async (_, id) => {
      expect([400, 404]).toContain((await report({ reason: 'spam' }, { id })).status)
    },
  )

  it.each(ODD_PATHS)('is 404 for %s in place of the slug', async (_, slug) => {
    expect([400, 404]).toContain((await report({ reason: 'spam' }, { slug })).status)
  })
})

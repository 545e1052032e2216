import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SCOPES } from '../../../src/auth/scopes.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newPlugin } from '../../support/plugins.ts'
import { auditOf, newReview } from '../../support/reviews.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let moderator: TestUser
let admin: TestUser
let readers: TestUser[]
let plugin: any
let review: any
beforeAll(async () => {
  ;[author, moderator, admin] = await Promise.all([signUp(call), signUp(call), signUp(call)])
  await grantRole(app.current, moderator.profile.id, 'moderator')
  await grantRole(app.current, admin.profile.id, 'admin')
  readers = await Promise.all(Array.from({ length: 4 }, () => signUp(call)))
  plugin = await newPlugin(call, author.token)
})
/** Three reports, oldest first, and nothing else. */
let reports: any[]
beforeEach(async () => {
  await execute(app.current, 'delete from review_reports')
  await execute(app.current, 'delete from reviews')
  await execute(app.current, 'update plugin_totals set star_5 = 0')
  const [reviewer, ...others] = readers as [TestUser, ...TestUser[]]
  review = await newReview(call, reviewer.token, plugin.slug)
  reports = []
  for (const { token } of others) {
    const path = `plugins/${plugin.slug}/reviews/${review.id}/report`
    reports.push((await call(`POST /${path}`, { token, body: { reason: 'spam' } })).body)
  }
})

const list = (query = '', token: string | undefined = moderator.token) =>
  call(`GET /admin/review-reports${query}`, { token })
const resolve = (id: string, body: unknown, token: string | undefined = moderator.token) =>
  call(`PATCH /admin/review-reports/${id}/resolve`, { token, body })
const newestFirst = () => [...reports].reverse()

describe('GET /admin/review-reports', () => {
  it('shows staff the pending reports, newest first', async () => {
    for (const { token } of [moderator, admin]) {
      const { status, body } = await list('', token)
      expect([status, body]).toEqual([200, { reports: newestFirst(), total: 3, page: 1 }])
    }
  })

  it('pages without gaps or repeats, also among reports of one moment', async () => {
    await execute(app.current, `update review_reports set created_at = '2026-03-01Z'`)
    const pages = await Promise.all([1, 2, 3, 4].map((page) => list(`?per_page=1&page=${page}`)))
    const ids = pages.flatMap(({ body }) => body.reports.map(({ id }: any) => id))
    expect(ids).toEqual(
      reports
        .map(({ id }) => id)
        .sort()
        .reverse(),
    )
    expect(pages.map(({ body }) => [body.total, body.page])).toEqual([1, 2, 3, 4].map((page) => [3, page]))
  })

  it('filters by status', async () => {
    const [first, second, third] = reports
    const resolved = (await resolve(first.id, { status: 'resolved' })).body
    const dismissed = (await resolve(second.id, { status: 'dismissed' })).body
    expect((await list('?status=pending')).body).toEqual({ reports: [third], total: 1, page: 1 })
    expect((await list('?status=resolved')).body).toEqual({ reports: [resolved], total: 1, page: 1 })
    expect((await list('?status=dismissed')).body).toEqual({ reports: [dismissed], total: 1, page: 1 })
  })

  it('keeps showing reports whose review was deleted', async () => {
    await call(`DELETE /plugins/${plugin.slug}/reviews/${review.id}`, { token: moderator.token })
    expect((await list()).body.reports).toEqual(newestFirst())
  })

  it('shows twenty a page unless asked otherwise, and an empty page beyond the last', async () => {
    await execute(
      app.current,
      `insert into review_reports (id, review_id, plugin_id, reporter_id, reason, created_at)
       select gen_random_uuid(), gen_random_uuid(), plugin_id, reporter_id, reason, created_at
       from review_reports, generate_series(1, 7)`,
    )
    const { body } = await list()
    expect([body.reports.length, body.total]).toEqual([20, 24])
    expect((await list('?page=2147483647&per_page=100')).body).toEqual({
      reports: [],
      total: 24,
      page: 2147483647,
    })
  })

  it.each([
    ['page', '0'],
    ['page', '2147483648'],
    ['page', '%00'],
    ['per_page', '101'],
    ['per_page', '0'],
    ['status', 'open'],
    ['status', ''],
    ['status', 'PENDING'],
    ['status', 'constructor'],
  ])('refuses %s=%s with 422 that names the parameter', async (name, value) => {
    const { status, body } = await list(`?${name}=${value}`)
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([422, 'validation_failed', name])
  })

  it('is for staff with a session', async () => {
    expect((await list('', author.token)).body.error.code).toBe('forbidden')
    expect((await list('', 'forged')).status).toBe(401)
    expect((await call('GET /admin/review-reports')).status).toBe(401)
    const key = await newKey(call, admin.token, { permissions: [...SCOPES] })
    const { status, body } = await withKey(call, key, 'GET /admin/review-reports')
    expect([status, body.error.code]).toEqual([403, 'session_required'])
  })
})

describe('PATCH /admin/review-reports/{report_id}/resolve', () => {
  it.each(['resolved', 'dismissed'] as const)(
    'decides a report as %s, names who did and audits it',
    async (status) => {
      const [report] = reports
      const answer = await resolve(report.id, { status })
      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({
        ...report,
        status,
        resolved_by: moderator.profile.id,
        resolved_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      })
      expect(await auditOf(app.current, report.id)).toEqual([
        {
          actor_username: moderator.profile.username,
          action: status === 'resolved' ? 'review_report.resolve' : 'review_report.dismiss',
          target_type: 'review_report',
          details: {
            plugin_name: plugin.name,
            plugin_slug: plugin.slug,
            review_id: review.id,
            reason: 'spam',
          },
        },
      ])
    },
  )

  it('is 409 for a report that is decided, whatever the second decision is', async () => {
    const [report] = reports
    const first = await resolve(report.id, { status: 'resolved' })
    for (const status of ['resolved', 'dismissed']) {
      const { status: code, body } = await resolve(report.id, { status }, admin.token)
      expect([code, body.error.code]).toEqual([409, 'conflict'])
    }
    expect((await list('?status=resolved')).body.reports).toEqual([first.body])
    expect(await auditOf(app.current, report.id)).toHaveLength(1)
  })

  it('lets one of twenty decide who decide at once', async () => {
    const [{ id }] = reports as [any]
    const decide = (i: number) => resolve(id, { status: i % 2 ? 'resolved' : 'dismissed' })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => decide(i)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await auditOf(app.current, id)).toHaveLength(1)
  })

  it('decides about reviews that were deleted and plugins that are gone', async () => {
    const doomed = await newPlugin(call, author.token)
    const [reviewer, reader] = readers as [TestUser, TestUser]
    const { id } = await newReview(call, reviewer.token, doomed.slug)
    const path = `plugins/${doomed.slug}/reviews/${id}`
    const report = await call(`POST /${path}/report`, { token: reader.token, body: { reason: 'other' } })
    await call(`DELETE /${path}`, { token: reviewer.token })
    await deactivatePlugin(app.current, doomed.slug)
    expect((await resolve(report.body.id, { status: 'dismissed' })).status).toBe(200)
  })

  it.each([
    {},
    undefined,
    [],
    { status: 'pending' },
    { status: 'open' },
    { status: null },
    { status: ['resolved'] },
  ])('refuses %j', async (body) => {
    const answer = await resolve(reports[0].id, body)
    expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
    expect((await list()).body.total).toBe(3)
  })

  it('is for staff with a session', async () => {
    const [{ id }] = reports as [any]
    expect((await resolve(id, { status: 'resolved' }, author.token)).body.error.code).toBe('forbidden')
    expect((await resolve(id, { status: 'resolved' }, 'forged')).status).toBe(401)
    expect((await call(`PATCH /admin/review-reports/${id}/resolve`, { body: {} })).status).toBe(401)
    const key = await newKey(call, admin.token, { permissions: [...SCOPES] })
    const request = `PATCH /admin/review-reports/${id}/resolve` as const
    expect((await withKey(call, key, request, { status: 'resolved' })).body.error.code).toBe(
      'session_required',
    )
    expect((await list()).body.total).toBe(3)
  })

  it.each([['an unknown report', '0193b5a2-7c00-7000-8000-00000000dead'], ...ODD_PATHS])(
    'is 404 for %s',
    async (_, id) => {
      expect([400, 404]).toContain((await resolve(id, { status: 'resolved' })).status)
    },
  )
})

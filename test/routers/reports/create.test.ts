import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { newListing } from '../../support/listings.ts'
import { announced, done as measure, newReport, report } from '../../support/moderation.ts'
import { newMember, ownOrg, uuidOf } from '../../support/orgs.ts'
import { newPlugin } from '../../support/plugins.ts'
import { newReview } from '../../support/reviews.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let tenant: TestTenant
let member: TestUser
let suspect: TestUser
beforeAll(async () => {
  tenant = await newTenant(call)
  member = await newMember(call, tenant.owner, tenant.org, 'member')
  suspect = await newMember(call, tenant.owner, tenant.org, 'member')
})

/** A file of an organisation, written behind the back of the API. */
async function newFile(uploader: TestUser, org: { id: string }, status = 'approved'): Promise<string> {
  const id = randomUUID()
  await execute(
    app.current,
    `insert into files (id, org_id, uploader_id, area_slug, file_name, file_size, content_type, checksum_sha256,
       storage_key, status, claimed_at, stored_at, created_at)
     values (?, ?, ?, 'docs', 'a.txt', 1, 'text/plain', 'x', ?, ?, now(), now(), now())`,
    [id, uuidOf(org), uploader.profile.id, `files/${id}`, status],
  )
  return id
}

/** What can be complained about, each with its type; all of it the suspect's. */
const subjects: Record<string, () => Promise<string>> = {
  user: async () => suspect.profile.id,
  plugin: async () => (await newPlugin(call, suspect.token)).id,
  review: async () => {
    const { slug } = await newPlugin(call, tenant.owner.token)
    return (await newReview(call, suspect.token, slug)).id
  },
  listing: async () => (await newListing(call, inOrg(suspect, tenant.org))).listingId,
  file: () => newFile(suspect, tenant.org),
}

describe('POST /reports', () => {
  it.each(Object.entries(subjects))('takes a report about a %s', async (subject_type, make) => {
    const subject_id = await make()
    const reporter = await newMember(call, tenant.owner, tenant.org, 'member')
    const { status, body } = await report(call, inOrg(reporter, tenant.org), suspect, {
      subject_type,
      subject_id,
      category: 'harassment',
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reported_user_id: suspect.profile.id,
      reporter_id: reporter.profile.id,
      subject_type,
      subject_id,
      category: 'harassment',
      excerpt: 'Look at this',
      status: 'open',
      resolution: null,
      created_at: expect.stringMatching(/Z$/),
      resolved_at: null,
      resolved_by: null,
    })
    expect(await announced(app.current, uuidOf(tenant.org), 'report.created')).toContainEqual({ data: body })
  })

  it('goes to the caller’s own organisation unless another one is named', async () => {
    const { id } = await newReport(call, { token: member.token }, suspect)
    const own = await ownOrg(call, member.token)
    expect((await call(`GET /reports/${id}`, inOrg(member, own))).body.id).toBe(id)
    expect((await call(`GET /reports/${id}`, tenant.session)).status).toBe(404)
  })

  it('takes ids in capitals', async () => {
    const reporter = await signUp(call)
    const { status, body } = await report(call, { token: reporter.token }, suspect, {
      reported_user_id: suspect.profile.id.toUpperCase(),
      subject_id: suspect.profile.id.toUpperCase(),
    })
    expect([status, body.reported_user_id]).toEqual([201, suspect.profile.id])
  })

  it.each([
    ['a report about oneself', async () => ({ as: suspect, more: {} })],
    [
      'a plugin of somebody else',
      async () => ({
        as: member,
        more: { subject_type: 'plugin', subject_id: (await newPlugin(call, member.token)).id },
      }),
    ],
    [
      'a listing of somebody else',
      async () => ({
        as: member,
        more: { subject_type: 'listing', subject_id: (await newListing(call, tenant.session)).listingId },
      }),
    ],
    ['another user', async () => ({ as: member, more: { subject_id: tenant.owner.profile.id } })],
  ])('refuses %s: 422', async (_, make) => {
    const { as, more } = await make()
    const { status, body } = await report(call, inOrg(as, tenant.org), suspect, more)
    expect(status).toBe(422)
    expect(body.error.issues[0].path).toBe('reported_user_id')
  })

  it('knows nothing of what the caller cannot see: 404', async () => {
    const stranger = await newTenant(call)
    const cases: [string, string][] = [
      ['user', randomUUID()],
      ['plugin', randomUUID()],
      ['review', randomUUID()],
      ['listing', `lst_${randomUUID()}`],
      ['file', randomUUID()],
      // Of another organisation, or not approved.
      ['file', await newFile(stranger.owner, stranger.org)],
      ['file', await newFile(suspect, tenant.org, 'quarantined')],
      ['listing', (await newListing(call, stranger.session, { priceUsdMicros: 2_000_000_000 })).listingId],
    ]
    for (const [subject_type, subject_id] of cases) {
      const answer = await report(call, inOrg(member, tenant.org), suspect, { subject_type, subject_id })
      expect([subject_type, answer.status]).toEqual([subject_type, 404])
    }
    const { id, slug } = await newPlugin(call, suspect.token)
    await call(`DELETE /plugins/${slug}`, { token: suspect.token })
    expect(
      (await report(call, inOrg(member, tenant.org), suspect, { subject_type: 'plugin', subject_id: id }))
        .status,
    ).toBe(404)
  })

  it('sees published listings of other organisations', async () => {
    const stranger = await newTenant(call)
    const { listingId: subject_id } = await newListing(call, stranger.session)
    const about = { subject_type: 'listing', subject_id }
    expect((await report(call, { token: member.token }, stranger.owner, about)).status).toBe(201)
  })

  it('takes the same report once while it is open, also when twenty are sent at once', async () => {
    const reporter = await newMember(call, tenant.owner, tenant.org, 'member')
    const as = inOrg(reporter, tenant.org)
    const answers = await Promise.all(Array.from({ length: 20 }, () => report(call, as, suspect)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    const { id } = answers.find(({ status }) => status === 201)?.body ?? {}
    await call(`POST /reports/${id}/dismiss`, { ...tenant.session, body: { reason: 'No' } })
    expect((await report(call, as, suspect)).status).toBe(201)
  })

  it('is for people: 401 without a session, 403 with a key', async () => {
    expect((await report(call, {}, suspect)).status).toBe(401)
    const { status, body } = await report(call, tenant.key, suspect)
    expect([status, body.error.code]).toEqual([403, 'session_required'])
  })

  it('is not for who is suspended in the organisation, nor for who is nothing in it', async () => {
    const out = await newMember(call, tenant.owner, tenant.org, 'member')
    await measure(call, tenant.session, out, 'ban')
    const { status, body } = await report(call, inOrg(out, tenant.org), suspect)
    expect([status, body.error.code]).toEqual([403, 'account_suspended'])
    expect((await report(call, inOrg(await signUp(call), tenant.org), suspect)).status).toBe(404)
  })

  it('is not announced to who is reported', async () => {
    const { profile } = tenant.owner
    await newReport(call, inOrg(member, tenant.org), tenant.owner)
    const told = await announced(app.current, uuidOf(tenant.org), 'report.created')
    expect(told.filter(({ data }) => data.reported_user_id === profile.id)).toEqual([])
  })

  it.each([
    ['no such user', { reported_user_id: randomUUID() }, 422],
    ['no id', { reported_user_id: 'me' }, 422],
    ['a listing by its UUID', { subject_type: 'listing', subject_id: randomUUID() }, 422],
    ['a user by the id of a listing', { subject_id: `lst_${randomUUID()}` }, 422],
    ['a type that there is none', { subject_type: 'comment' }, 422],
    ['a prototype for a type', { subject_type: '__proto__' }, 422],
    ['a category that there is none', { category: 'boredom' }, 422],
    ['5,001 characters', { description: 'x'.repeat(5001) }, 422],
    ['a number for a text', { description: 5 }, 422],
    ['nothing for a subject', { subject_id: null }, 422],
    ['a NUL in an id', { subject_id: `${randomUUID()}\0` }, 422],
    ['a lone surrogate', { description: '\ud800' }, 422],
    ['a piece of SQL', { subject_id: "' or '1'='1" }, 422],
  ])('takes no report with %s', async (_, more, status) => {
    expect((await report(call, { token: member.token }, suspect, more)).status).toBe(status)
  })

  it.each([
    ['5,000 characters of other alphabets', 'ж'.repeat(5000), 'ж'.repeat(200)],
    ['characters beyond the first 65,536', '🎃'.repeat(300), '🎃'.repeat(200)],
    ['a NUL and lines', 'a\0b\nc', 'ab\nc'],
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('keeps a description of %s, and shows its beginning', async (_, description, excerpt) => {
    const reporter = await signUp(call)
    const { status, body } = await report(call, { token: reporter.token }, suspect, { description })
    expect(status).toBe(201)
    expect(body.excerpt).toEqual(excerpt)
  })

  it('leaves the description to the caller', async () => {
    const reporter = await signUp(call)
    const { status, body } = await report(call, { token: reporter.token }, suspect, {
      description: undefined,
    })
    expect([status, body.excerpt]).toEqual([201, ''])
  })

  it('works alike over RPC', async () => {
    const reporter = await signUp(call)
    const body = { reported_user_id: suspect.profile.id, subject_type: 'user', category: 'other' }
    const answer = await call('POST //trpc/reports.create', {
      token: reporter.token,
      body: { ...body, subject_id: suspect.profile.id },
    })
    expect([answer.status, answer.body.result?.data.status]).toEqual([200, 'open'])
  })

  it('is read by keys of moderators, until these lose their role', async () => {
    const moderator = await newMember(call, tenant.owner, tenant.org, 'moderator')
    const { key } = await newKey(call, moderator.token, {
      org_id: tenant.org.id,
      permissions: ['reports:read', 'reports:manage'],
    })
    const as = { headers: { 'x-api-key': key } }
    const { id } = await newReport(
      call,
      inOrg(member, tenant.org),
      await newMember(call, tenant.owner, tenant.org, 'member'),
    )
    expect((await call(`GET /reports/${id}`, as)).status).toBe(200)
    await call(`PATCH /orgs/${tenant.org.id}/members/${moderator.profile.id}`, {
      token: tenant.owner.token,
      body: { role: 'member' },
    })
    for (const request of ['GET /reports', `GET /reports/${id}`, 'GET /moderation/actions'] as const) {
      const { status, body } = await call(request, as)
      expect([request, status, body.error.code]).toEqual([request, 403, 'insufficient_scope'])
    }
  })
})

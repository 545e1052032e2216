import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { announced, newReport, newStaff } from '../../support/moderation.ts'
import { newMember, uuidOf } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let tenant: TestTenant
let stranger: TestTenant
let staff: TestUser
let admin: TestUser
let moderator: TestUser
let suspect: TestUser
beforeAll(async () => {
  tenant = await newTenant(call)
  stranger = await newTenant(call)
  staff = await newStaff(call, app.current)
  admin = await newStaff(call, app.current, 'admin')
  moderator = await newMember(call, tenant.owner, tenant.org, 'moderator')
  suspect = await newMember(call, tenant.owner, tenant.org, 'member')
})

/** A report about somebody by somebody new, in the tenant's organisation. */
async function reported(about: TestUser = suspect, more: object = {}): Promise<string> {
  const reporter = await newMember(call, tenant.owner, tenant.org, 'member')
  return (await newReport(call, inOrg(reporter, tenant.org), about, { ...more })).id
}
const dismiss = (id: string, as: CallOptions, body: object = { reason: 'Nothing there' }) =>
  call(`POST /reports/${id}/dismiss`, { ...as, body })
const resolve = (id: string, as: CallOptions, body: object = { notes: 'Talked to them' }) =>
  call(`POST /reports/${id}/resolve`, { ...as, body })
const loggedOf = (id: string) =>
  execute(
    app.current,
    'select action, actor_id, affected_user_id, reason, org_id from mod_log where report_id = ?',
    [id],
  )

/** Everybody who may work on the reports of the tenant. */
const desks: Record<string, () => CallOptions> = {
  'the owner': () => tenant.session,
  'a moderator': () => inOrg(moderator, tenant.org),
  'a key of the owner': () => tenant.key,
  'a moderator of the platform': () => ({ token: staff.token }),
  'an admin of the platform': () => ({ token: admin.token }),
  'an admin of the platform in the organisation': () => inOrg(admin, tenant.org),
}

describe('a report', () => {
  it.each(Object.entries(desks))('is read and decided by %s', async (_, as) => {
    const [one, other] = [await reported(suspect, { description: 'x'.repeat(5000) }), await reported()]
    const before = (await call(`GET /reports/${one}`, as())).body
    expect(before).toMatchObject({
      id: one,
      status: 'open',
      excerpt: 'x'.repeat(200),
      description: 'x'.repeat(5000),
    })
    expect(before).not.toHaveProperty('reason')
    expect(before).not.toHaveProperty('notes')

    const dismissed = await dismiss(one, as())
    expect(dismissed.status).toBe(200)
    expect(dismissed.body).toMatchObject({
      status: 'resolved',
      resolution: 'dismissed',
      reason: 'Nothing there',
      resolved_at: expect.stringMatching(/Z$/),
      resolved_by: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect((await call(`GET /reports/${one}`, as())).body).toEqual(dismissed.body)

    const resolved = await resolve(other, as(), { notes: 'Lines\nand lines' })
    expect(resolved.body).toMatchObject({ resolution: 'resolved', notes: 'Lines\nand lines' })
    expect(resolved.body).not.toHaveProperty('reason')
    for (const id of [one, other]) {
      expect((await dismiss(id, as())).status).toBe(409)
      expect((await resolve(id, as())).status).toBe(409)
    }
  })

  it('that is dismissed is in the moderation log, announced and audited', async () => {
    const id = await reported()
    const { body } = await dismiss(id, inOrg(moderator, tenant.org))
    expect(await loggedOf(id)).toEqual([
      {
        action: 'dismiss',
        actor_id: moderator.profile.id,
        affected_user_id: suspect.profile.id,
        reason: 'Nothing there',
        org_id: uuidOf(tenant.org),
      },
    ])
    const { reason: _, description: __, ...summary } = body
    expect(await announced(app.current, uuidOf(tenant.org), 'report.resolved')).toContainEqual({
      data: summary,
    })
    const actions = await announced(app.current, uuidOf(tenant.org), 'moderation.action_taken')
    expect(actions).toContainEqual({
      data: expect.objectContaining({ action: 'dismiss', report_id: id, reason: 'Nothing there' }),
    })
    expect(
      await execute(app.current, 'select action, actor_username from audit_logs where target_id = ?', [id]),
    ).toEqual([{ action: 'report.dismiss', actor_username: moderator.profile.username }])
  })

  it('that is resolved is announced, and in no moderation log', async () => {
    const id = await reported()
    const { notes: _, description: __, ...summary } = (await resolve(id, tenant.session)).body
    expect(await loggedOf(id)).toEqual([])
    expect(await announced(app.current, uuidOf(tenant.org), 'report.resolved')).toContainEqual({
      data: summary,
    })
  })

  it('that staff dismiss from everywhere is logged in its organisation', async () => {
    const id = await reported()
    await dismiss(id, { token: staff.token })
    expect(await loggedOf(id)).toMatchObject([{ action: 'dismiss', org_id: uuidOf(tenant.org) }])
  })

  it('is decided once when twenty decide at once', async () => {
    const id = await reported()
    const who = Object.values(desks)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? dismiss : resolve)(id, (who[n % who.length] as () => CallOptions)()),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    const [winner] = answers.filter(({ status }) => status === 200)
    expect(await loggedOf(id)).toHaveLength(winner?.body.resolution === 'dismissed' ? 1 : 0)
  })

  it('is closed to everybody else', async () => {
    const id = await reported()
    const member = await newMember(call, tenant.owner, tenant.org, 'member')
    const orgAdmin = await newMember(call, tenant.owner, tenant.org, 'admin')
    const reader = {
      headers: {
        'x-api-key': (
          await newKey(call, tenant.owner.token, { org_id: tenant.org.id, permissions: ['reports:read'] })
        ).key,
      },
    }
    for (const [name, as, [read, change]] of [
      ['member', inOrg(member, tenant.org), [403, 403]],
      ['admin', inOrg(orgAdmin, tenant.org), [403, 403]],
      ['reported', inOrg(suspect, tenant.org), [403, 403]],
      ['elsewhere', stranger.session, [404, 404]],
      ['key elsewhere', stranger.key, [404, 404]],
      ['stranger', inOrg(stranger.owner, tenant.org), [404, 404]],
      ['staff in another', inOrg(admin, stranger.org), [404, 404]],
      ['staff where they are nobody', inOrg(staff, tenant.org), [404, 404]],
      ['reading key', reader, [200, 403]],
      ['nobody', {}, [401, 401]],
    ] as const) {
      const statuses = [
        (await call(`GET /reports/${id}`, as)).status,
        (await dismiss(id, as)).status,
        (await resolve(id, as)).status,
      ]
      expect([name, ...statuses]).toEqual([name, read, change, change])
    }
  })

  it.each([
    ['the owner', () => tenant.owner],
    ['a moderator', () => moderator],
    ['a moderator of the platform', () => staff],
    ['an admin of the platform', () => admin],
  ])('about %s is not there for them', async (_, who) => {
    const person = who()
    const id = await reported(person)
    for (const as of [inOrg(person, tenant.org), { token: person.token }]) {
      const list = await call('GET /reports?per_page=100', as)
      if (list.status === 200) expect(JSON.stringify(list.body)).not.toContain(id)
      for (const answer of [
        await call(`GET /reports/${id}`, as),
        await dismiss(id, as),
        await resolve(id, as),
      ]) {
        expect(answer.status).toBe(404)
      }
    }
    const [decider] = [tenant.owner, admin].filter(({ profile }) => profile.id !== person.profile.id)
    expect((await dismiss(id, inOrg(decider as TestUser, tenant.org))).status).toBe(200)
    const log = await call('GET /moderation/actions?per_page=100', inOrg(person, tenant.org))
    if (log.status === 200) expect(JSON.stringify(log.body)).not.toContain(id)
  })

  it('about the owner is not there for a key of theirs either', async () => {
    const id = await reported(tenant.owner)
    for (const request of [`GET /reports/${id}`, `POST /reports/${id}/dismiss`] as const) {
      const body = request.startsWith('POST') ? { reason: 'Mine' } : undefined
      const key = { key: (tenant.key.headers as Record<string, string>)['x-api-key'] as string }
      expect((await withKey(call, key, request, body)).status).toBe(404)
    }
  })

  it('is not announced in the organisation when its owner is reported, whatever is decided', async () => {
    const id = await reported(tenant.owner)
    await dismiss(id, { token: staff.token })
    for (const type of ['report.created', 'report.resolved', 'moderation.action_taken']) {
      expect(JSON.stringify(await announced(app.current, uuidOf(tenant.org), type))).not.toContain(id)
    }
    expect(await loggedOf(id)).toHaveLength(1)
  })

  it('that there is none, or whose id is none, is 404', async () => {
    for (const id of [randomUUID(), 'me', '%00', '..%2F..', "'%20or%20'1'='1", '1', 'x'.repeat(5000)]) {
      expect((await call(`GET /reports/${id}`, tenant.session)).status).toBe(404)
      expect((await dismiss(id, tenant.session)).status).toBe(404)
    }
  })

  it('is not decided without words', async () => {
    const id = await reported()
    for (const body of [
      {},
      { reason: '' },
      { reason: '  ' },
      { reason: null },
      { reason: 'x'.repeat(2001) },
      { reason: 5 },
    ]) {
      expect([body, (await dismiss(id, tenant.session, body)).status]).toEqual([body, 422])
    }
    for (const body of [{}, { notes: '\n' }, { notes: 'x'.repeat(5001) }, { notes: ['x'] }]) {
      expect([body, (await resolve(id, tenant.session, body)).status]).toEqual([body, 422])
    }
    expect((await call(`GET /reports/${id}`, tenant.session)).body.status).toBe('open')
  })

  it('stays out of reach of keys on the starter plan, with the body of the plan gate', async () => {
    const poor = await newTenant(call)
    await call(`PUT /orgs/${poor.org.id}/plan`, { token: poor.owner.token, body: { plan: 'starter' } })
    for (const request of [
      'GET /reports',
      `GET /reports/${randomUUID()}`,
      'GET /moderation/actions',
    ] as const) {
      const { status, body } = await call(request, poor.key)
      expect([status, body.error]).toMatchObject([403, { code: 'plan_gated', current_plan: 'starter' }])
    }
    expect((await dismiss(randomUUID(), poor.key)).body.error.code).toBe('plan_gated')
    expect((await call('GET /reports', poor.session)).status).toBe(200)
    await call(`PUT /orgs/${poor.org.id}/plan`, { token: poor.owner.token, body: { plan: 'pro' } })
    expect((await call('GET /reports', poor.key)).status).toBe(200)
  })

  it('of who has left can still be decided', async () => {
    const gone = await newMember(call, tenant.owner, tenant.org, 'member')
    const id = await reported(gone)
    await call(`DELETE /orgs/${tenant.org.id}/members/${gone.profile.id}`, { token: tenant.owner.token })
    expect((await resolve(id, tenant.session)).status).toBe(200)
  })

  it('by somebody new is a matter of the staff, too', async () => {
    const reporter = await signUp(call)
    const { id } = await newReport(call, { token: reporter.token }, suspect)
    expect((await resolve(id, { token: staff.token })).status).toBe(200)
  })
})

import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { act, announced, done, newReport, newStaff } from '../../support/moderation.ts'
import { newMember, newOrg, ownOrg, uuidOf } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let tenant: TestTenant
let staff: TestUser
let admin: TestUser
let moderator: TestUser
beforeAll(async () => {
  tenant = await newTenant(call)
  staff = await newStaff(call, app.current)
  admin = await newStaff(call, app.current, 'admin')
  moderator = await newMember(call, tenant.owner, tenant.org, 'moderator')
})

const DAY = 24 * 3_600_000
const later = (ms = DAY) => new Date(Date.now() + ms).toISOString()
const member = () => newMember(call, tenant.owner, tenant.org, 'member')
const everywhere = (): CallOptions => ({ token: staff.token })
const here = (): CallOptions => inOrg(moderator, tenant.org)
const more = (action: string) => (action === 'suspend' ? { expires_at: later() } : {})

const VERBS = ['warn', 'suspend', 'ban', 'shadow_ban'] as const
const LIFTS = { suspend: 'unsuspend', ban: 'unban', shadow_ban: 'unshadow_ban' } as const

describe.each([
  ['everywhere', everywhere, null],
  ['in an organisation', here, 'org'],
] as const)('a measure %s', (_, desk, org) => {
  it.each(VERBS)('can be to %s', async (action) => {
    const target = await member()
    const { status, body } = await act(call, desk(), target, action, more(action))
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      action,
      actor_id: org ? moderator.profile.id : staff.profile.id,
      affected_user_id: target.profile.id,
      report_id: null,
      reason: 'Because',
      expires_at: action === 'suspend' ? expect.stringMatching(/Z$/) : null,
      created_at: expect.stringMatching(/Z$/),
    })
    const [logged] = await execute(app.current, 'select org_id, action from mod_log where id = ?', [body.id])
    expect(logged).toEqual({ org_id: org && uuidOf(tenant.org), action })
    expect(
      await execute(app.current, 'select action, details from audit_logs where target_id = ?', [
        target.profile.id,
      ]),
    ).toMatchObject([{ action: `moderation.${action}`, details: { reason: 'Because' } }])
    const log = (await call('GET /moderation/actions', desk())).body.data
    expect(log[0]).toEqual(body)
    if (org) {
      const told = await announced(app.current, uuidOf(tenant.org), 'moderation.action_taken')
      expect(told).toContainEqual({ data: body })
    }
  })

  it.each(Object.entries(LIFTS))('to %s is lifted with %s, once', async (action, lift) => {
    const target = await member()
    expect((await act(call, desk(), target, lift)).status).toBe(409)
    await done(call, desk(), target, action, more(action))
    const again = await act(call, desk(), target, action, more(action))
    // A new suspension takes the place of the one before.
    expect(again.status).toBe(action === 'suspend' ? 201 : 409)
    expect((await act(call, desk(), target, lift)).status).toBe(201)
    expect((await act(call, desk(), target, lift)).status).toBe(409)
    expect((await act(call, desk(), target, action, more(action))).status).toBe(201)
  })

  it('is told to who it is about, but for shadow bans', async () => {
    const target = await member()
    for (const action of ['warn', 'shadow_ban', 'unshadow_ban', 'suspend', 'unsuspend', 'ban', 'unban']) {
      await done(call, desk(), target, action, more(action))
    }
    const told = await execute<{ title: string; body: string }>(
      app.current,
      'select title, body from notifications where user_id = ? order by created_at, id',
      [target.profile.id],
    )
    expect(told.map(({ title }) => title).sort()).toEqual([
      'You have been banned',
      'You have been suspended for some time',
      'You have been warned by the moderators',
      'Your ban has been lifted',
      'Your suspension has been lifted',
    ])
    expect(new Set(told.map(({ body }) => body))).toEqual(new Set(['Because']))
  })

  it.each(['ban', 'shadow_ban'])('to %s is taken once when twenty take it at once', async (action) => {
    const target = await member()
    const answers = await Promise.all(Array.from({ length: 20 }, () => act(call, desk(), target, action)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    expect(
      await execute(app.current, 'select 1 from mod_log where affected_user_id = ?', [target.profile.id]),
    ).toHaveLength(1)
  })

  it('is one state when it is taken and lifted at once', async () => {
    const target = await member()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? act(call, desk(), target, 'suspend', { expires_at: later() })
          : act(call, desk(), target, 'unsuspend'),
      ),
    )
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    const log = await execute<{ action: string }>(
      app.current,
      'select action from mod_log where affected_user_id = ?',
      [target.profile.id],
    )
    expect(log).toHaveLength(answers.filter(({ status }) => status === 201).length)
    const held = await execute(app.current, 'select expires_at from restrictions where user_id = ?', [
      target.profile.id,
    ])
    const me = org
      ? await call(`GET /orgs/${tenant.org.id}`, { token: target.token })
      : await call('POST /auth/login', { body: { email: target.profile.email, password: target.password } })
    expect(me.status).toBe(held.length === 1 ? 403 : 200)
  })

  it('can name the report that led to it, of that person and no other', async () => {
    const [target, other] = [await member(), await member()]
    const { id } = await newReport(call, inOrg(tenant.owner, tenant.org), target)
    const body = await done(call, desk(), target, 'warn', { report_id: id })
    expect(body.report_id).toBe(id)
    expect((await act(call, desk(), other, 'warn', { report_id: id })).status).toBe(422)
    expect((await act(call, desk(), target, 'warn', { report_id: randomUUID() })).status).toBe(404)
  })

  it('is not for unknown people, nor without a reason or with a wrong end', async () => {
    const target = await member()
    const cases: [object, number][] = [
      [{ affected_user_id: randomUUID() }, 404],
      [{ affected_user_id: 'me' }, 422],
      [{ reason: '' }, 422],
      [{ reason: ' \n ' }, 422],
      [{ reason: undefined }, 422],
      [{ reason: 'x'.repeat(2001) }, 422],
      [{ action: 'dismiss' }, 422],
      [{ action: 'forgive' }, 422],
      [{ action: 'suspend' }, 422],
      [{ action: 'suspend', expires_at: null }, 422],
      [{ action: 'suspend', expires_at: later(-1000) }, 422],
      [{ action: 'suspend', expires_at: '0000-01-01T00:00:00Z' }, 422],
      [{ action: 'suspend', expires_at: 'tomorrow' }, 422],
      [{ action: 'suspend', expires_at: '2030-01-01' }, 422],
      [{ action: 'ban', expires_at: later() }, 422],
      [{ action: 'warn', expires_at: later() }, 422],
      [{ action: 'unsuspend', expires_at: later() }, 422],
      [{ report_id: 'x' }, 422],
    ]
    for (const [body, status] of cases) {
      expect([
        body,
        (await act(call, desk(), target, 'ban', body as Record<string, unknown>)).status,
      ]).toEqual([body, status])
    }
    expect((await act(call, desk(), target, 'suspend', { expires_at: '9999-12-31T23:59:59Z' })).status).toBe(
      201,
    )
    const offset = { expires_at: '2199-01-01T02:00:00+02:00' }
    expect((await act(call, desk(), target, 'suspend', offset)).body.expires_at).toBe('2199-01-01T00:00:00Z')
  })
})

describe('nobody takes measures', () => {
  it.each([
    ['against themselves, as staff', () => everywhere(), () => staff],
    ['against themselves, as an admin', () => ({ token: admin.token }), () => admin],
    ['against themselves, as a moderator of an organisation', () => here(), () => moderator],
    ['against themselves, as an owner', () => tenant.session, () => tenant.owner],
    ['against the owner', () => here(), () => tenant.owner],
    ['against the owner, as an admin of the platform', () => inOrg(admin, tenant.org), () => tenant.owner],
    ['against an admin of the platform, as staff', () => everywhere(), () => admin],
  ])('%s: 403', async (_, as, target) => {
    for (const action of [...VERBS, ...Object.values(LIFTS)]) {
      const { status, body } = await act(call, as(), target(), action, more(action))
      expect([action, status, body.error.code]).toEqual([action, 403, 'forbidden'])
    }
  })

  it('against their equals: 403, but owners against admins and moderators', async () => {
    const other = await newMember(call, tenant.owner, tenant.org, 'moderator')
    const orgAdmin = await newMember(call, tenant.owner, tenant.org, 'admin')
    for (const target of [other, orgAdmin]) {
      expect((await act(call, here(), target, 'ban')).status).toBe(403)
      expect((await act(call, tenant.session, target, 'ban')).status).toBe(201)
    }
    const colleague = await newStaff(call, app.current)
    expect((await act(call, everywhere(), colleague, 'ban')).status).toBe(403)
    expect((await act(call, { token: admin.token }, colleague, 'ban')).status).toBe(201)
    const secondAdmin = await newStaff(call, app.current, 'admin')
    expect((await act(call, { token: admin.token }, secondAdmin, 'ban')).status).toBe(403)
  })

  it('against the staff of the platform in an organisation: 403', async () => {
    for (const [role, status] of [
      ['moderator', 403],
      ['admin', 403],
      ['author', 201],
    ] as const) {
      const target = await member()
      await execute(app.current, 'update users set role = ? where id = ?', [role, target.profile.id])
      expect([role, (await act(call, tenant.session, target, 'ban')).status]).toEqual([role, status])
    }
  })

  it('where they are no moderator', async () => {
    const target = await member()
    const stranger = await newTenant(call)
    const orgAdmin = await newMember(call, tenant.owner, tenant.org, 'admin')
    const cases: [string, CallOptions, number][] = [
      ['a member', inOrg(await member(), tenant.org), 403],
      ['an admin', inOrg(orgAdmin, tenant.org), 403],
      ['a key', tenant.key, 403],
      ['a stranger', inOrg(stranger.owner, tenant.org), 404],
      ['staff who are nobody there', inOrg(staff, tenant.org), 404],
      ['nobody', {}, 401],
      // In their own organisation there is no such person.
      ['another owner', stranger.session, 404],
    ]
    for (const [name, as, status] of cases) {
      expect([name, (await act(call, as, target, 'ban')).status]).toEqual([name, status])
    }
    expect(
      await execute(app.current, 'select 1 from restrictions where user_id = ?', [target.profile.id]),
    ).toEqual([])
  })

  it('by the reports of other organisations', async () => {
    const stranger = await newTenant(call)
    const target = await member()
    const { id } = await newReport(call, stranger.session, target)
    expect((await act(call, here(), target, 'warn', { report_id: id })).status).toBe(404)
    expect((await act(call, everywhere(), target, 'warn', { report_id: id })).status).toBe(201)
  })
})

describe('in their own organisation', () => {
  it('people are owners, and out of reach', async () => {
    const target = await signUp(call)
    const own = await ownOrg(call, target.token)
    expect((await act(call, inOrg(admin, own), target, 'ban')).status).toBe(403)
  })

  it('a measure against who has left is lifted, and none is taken', async () => {
    const target = await member()
    await done(call, here(), target, 'ban')
    await call(`DELETE /orgs/${tenant.org.id}/members/${target.profile.id}`, { token: tenant.owner.token })
    expect((await act(call, here(), target, 'unban')).status).toBe(201)
    expect((await act(call, here(), target, 'unban')).status).toBe(404)
    expect((await act(call, here(), target, 'ban')).status).toBe(404)
  })

  it('a measure of another organisation is neither seen nor lifted', async () => {
    const target = await member()
    const other = await newOrg(call, tenant.owner.token)
    const body = { user_id: target.profile.id, role: 'member' }
    await call(`POST /orgs/${other.id}/members`, { token: tenant.owner.token, body })
    await done(call, here(), target, 'ban')
    expect((await act(call, inOrg(tenant.owner, other), target, 'unban')).status).toBe(409)
    expect((await act(call, everywhere(), target, 'unban')).status).toBe(409)
    expect((await call('GET /moderation/actions', inOrg(tenant.owner, other))).body.data).toEqual([])
  })
})

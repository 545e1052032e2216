import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { newKey } from '../../support/keys.ts'
import { done, newStaff } from '../../support/moderation.ts'
import { Browser, testProvider } from '../../support/oauth.ts'
import { somebody } from '../../support/oauth-people.ts'
import { newMember, newOrg } from '../../support/orgs.ts'
import { inOrg, newTenant, TENANT_SCOPES, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'
import { movableClock } from '../../support/webhooks.ts'

const clock = movableClock()
const provider = await testProvider()
const app = testApp({
  services: { clock },
  env: { ...provider.env, JWT_TTL_SECONDS: '31536000' },
})
const other = testApp({ beside: app, services: { clock } })
const [call, there] = [callerOf(app), callerOf(other)]

const HOUR = 3_600_000
const later = (ms = HOUR) => ({ expires_at: new Date(clock.now().getTime() + ms).toISOString() })

let staff: TestUser
let as: CallOptions
beforeAll(async () => {
  staff = await newStaff(call, app.current)
  as = { token: staff.token }
})

const login = (user: TestUser, password = user.password) =>
  there('POST /auth/login', { body: { email: user.profile.email, password } })
const codeOf = ({ status, body }: { status: number; body: any }) => [status, body.error?.code]

describe.each(['suspend', 'ban'] as const)('who is put out everywhere with %s', (action) => {
  const measure = action === 'suspend' ? later : () => ({})
  const lift = `un${action}`

  it('is signed out at once, and gets no session, also on another server', async () => {
    const user = await signUp(call)
    expect((await there('GET /auth/me', { token: user.token })).status).toBe(200)
    await done(call, as, user, action, measure())
    for (const each of [call, there]) {
      expect((await each('GET /auth/me', { token: user.token })).status).toBe(401)
      expect((await each('GET /plugins', { token: user.token })).status).toBe(401)
    }
    expect(codeOf(await login(user))).toEqual([403, 'account_suspended'])
    expect((await login(user)).body.error.message).toMatch(action === 'ban' ? /banned/ : /suspended until/)
    expect(codeOf(await login(user, 'not the password'))).toEqual(
      codeOf(await login({ ...user, profile: { ...user.profile, email: 'nobody@example.com' } })),
    )
    expect((await call('POST /auth/logout', { token: user.token })).status).toBe(200)

    await done(call, as, user, lift)
    expect((await login(user)).status).toBe(200)
    expect((await there('GET /auth/me', { token: user.token })).status).toBe(401)
  })

  it('cannot come in through a provider', async () => {
    const person = somebody('github')
    const browser = new Browser(call)
    await browser.signIn(provider, 'github', person)
    const { id } = await browser.profile()
    const user = { profile: { id } } as unknown as TestUser
    await done(call, as, user, action, measure())
    expect(codeOf(await new Browser(call).signIn(provider, 'github', person))).toEqual([
      403,
      'account_suspended',
    ])
    await done(call, as, user, lift)
    expect((await new Browser(call).signIn(provider, 'github', person)).status).toBe(302)
  })

  it('has keys that are refused until it is lifted', async () => {
    const user = await signUp(call)
    const { key } = await newKey(call, user.token)
    const withIt = { headers: { 'x-api-key': key } }
    expect((await there('GET /plugins', withIt)).status).toBe(200)
    await done(call, as, user, action, measure())
    for (const request of ['GET /plugins', 'GET /auth/me', 'POST /plugins', 'GET /listings'] as const) {
      expect([request, ...codeOf(await there(request, withIt))]).toEqual([request, 403, 'account_suspended'])
    }
    await done(call, as, user, lift)
    expect((await there('GET /plugins', withIt)).status).toBe(200)
  })

  it('cannot set a new password to come in', async () => {
    const user = await signUp(call)
    await done(call, as, user, action, measure())
    const answer = await call('POST /auth/forgot-password', { body: { email: user.profile.email } })
    expect(answer.status).toBe(200)
  })
})

describe('a suspension everywhere', () => {
  it('ends by itself', async () => {
    const user = await signUp(call)
    const { key } = await newKey(call, user.token)
    await done(call, as, user, 'suspend', later())
    clock.advance(HOUR - 60_000)
    expect(codeOf(await login(user))).toEqual([403, 'account_suspended'])
    clock.advance(120_000)
    expect((await login(user)).status).toBe(200)
    expect((await there('GET /plugins', { headers: { 'x-api-key': key } })).status).toBe(200)
    // It is over: there is nothing to lift, and a new one can be taken.
    const lifted = await call('POST /moderation/actions', {
      ...as,
      body: { action: 'unsuspend', affected_user_id: user.profile.id, reason: 'Over' },
    })
    expect(lifted.status).toBe(409)
    await done(call, as, user, 'suspend', later())
    expect(codeOf(await login(user))).toEqual([403, 'account_suspended'])
  })

  it('is changed by a new one, and outlasted by a ban', async () => {
    const user = await signUp(call)
    await done(call, as, user, 'suspend', later(10 * HOUR))
    await done(call, as, user, 'suspend', later(HOUR))
    clock.advance(2 * HOUR)
    expect((await login(user)).status).toBe(200)
    await done(call, as, user, 'suspend', later(HOUR))
    await done(call, as, user, 'ban')
    await done(call, as, user, 'unsuspend')
    expect((await login(user)).body.error.message).toMatch(/banned/)
    clock.advance(2 * HOUR)
    expect(codeOf(await login(user))).toEqual([403, 'account_suspended'])
    await done(call, as, user, 'unban')
    expect((await login(user)).status).toBe(200)
  })

  it('leaves warnings without effect', async () => {
    const user = await signUp(call)
    await done(call, as, user, 'warn')
    expect((await call('GET /auth/me', { token: user.token })).status).toBe(200)
  })
})

describe('who is put out of an organisation', () => {
  let tenant: TestTenant
  let user: TestUser
  let key: CallOptions
  let ownKey: CallOptions
  beforeEach(async () => {
    tenant = await newTenant(call)
    user = await newMember(call, tenant.owner, tenant.org, 'moderator')
    const made = await newKey(call, user.token, { org_id: tenant.org.id, permissions: [...TENANT_SCOPES] })
    key = { headers: { 'x-api-key': made.key } }
    ownKey = { headers: { 'x-api-key': (await newKey(call, user.token, { permissions: ['read'] })).key } }
  })

  const inside = (): [string, CallOptions][] => [
    ['GET /listings', inOrg(user, tenant.org)],
    ['GET /personas', inOrg(user, tenant.org)],
    ['GET /reports', inOrg(user, tenant.org)],
    ['GET /moderation/actions', inOrg(user, tenant.org)],
    ['GET /listings', key],
    ['GET /plugins', key],
    [`GET /orgs/${tenant.org.id}`, { token: user.token }],
    [`GET /orgs/${tenant.org.id}/members`, { token: user.token }],
    [`GET /orgs/${tenant.org.id}/plan`, { token: user.token }],
  ]
  const outside = (): [string, CallOptions][] => [
    ['GET /auth/me', { token: user.token }],
    ['GET /listings', { token: user.token }],
    ['GET /orgs', { token: user.token }],
    ['GET /plugins', ownKey],
    ['GET /plugins', {}],
  ]
  const statusesOf = async (calls: [string, CallOptions][]) => {
    const answers = []
    for (const [request, options] of calls) {
      const { status, body } = await there(request as 'GET /', options)
      answers.push([request, status, body.error?.code])
    }
    return answers
  }

  it.each(['suspend', 'ban'] as const)(
    'with %s is refused there and nowhere else, until it is lifted',
    async (action) => {
      const before = [await statusesOf(inside()), await statusesOf(outside())]
      expect(before.flat().every(([, status]) => status === 200)).toBe(true)
      await done(call, tenant.session, user, action, action === 'suspend' ? later() : {})
      expect(await statusesOf(inside())).toEqual(
        inside().map(([request]) => [request, 403, 'account_suspended']),
      )
      expect(await statusesOf(outside())).toEqual(before[1])
      // Everybody else works on.
      expect((await there('GET /listings', tenant.session)).status).toBe(200)
      expect((await there(`GET /orgs/${tenant.org.id}/members`, tenant.session)).status).toBe(200)
      expect((await there('GET /listings', tenant.key)).status).toBe(200)
      await done(call, tenant.session, user, `un${action}`)
      expect([await statusesOf(inside()), await statusesOf(outside())]).toEqual(before)
    },
  )

  it('comes back when the suspension is over', async () => {
    await done(call, tenant.session, user, 'suspend', later())
    clock.advance(HOUR + 1000)
    expect((await statusesOf(inside())).every(([, status]) => status === 200)).toBe(true)
  })

  it('cannot write there either', async () => {
    await done(call, tenant.session, user, 'ban')
    const body = { name: 'Innkeeper' }
    for (const [request, options] of [
      ['POST /personas', { ...inOrg(user, tenant.org), body }],
      ['POST /personas', { ...key, body }],
      ['POST /personas', { token: user.token, body: { ...body, orgId: tenant.org.id } }],
      [
        'POST /api-keys',
        { token: user.token, body: { name: 'k', permissions: ['read'], org_id: tenant.org.id } },
      ],
      ['POST /moderation/actions', { ...inOrg(user, tenant.org), body: {} }],
    ] as const) {
      const { status, body: answer } = await there(request, options)
      expect([request, status]).not.toEqual([request, 201])
      expect([request, status < 500, answer.error.code]).not.toEqual([request, true, 'internal'])
    }
    const persona = await there('POST /personas', {
      token: user.token,
      body: { ...body, orgId: tenant.org.id },
    })
    expect([persona.status, persona.body.error.code]).toEqual([403, 'account_suspended'])
    const newOne = await there('POST /api-keys', {
      token: user.token,
      body: { name: 'k', permissions: ['read'], org_id: tenant.org.id },
    })
    expect([newOne.status, newOne.body.error.code]).toEqual([403, 'account_suspended'])
  })

  it('keeps their other organisations', async () => {
    const second = await newOrg(call, user.token)
    await done(call, tenant.session, user, 'ban')
    expect((await there('GET /listings', inOrg(user, second))).status).toBe(200)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { done, newReport, newStaff } from '../../support/moderation.ts'
import { newMember } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let tenant: TestTenant
let stranger: TestTenant
let staff: TestUser
beforeAll(async () => {
  tenant = await newTenant(call)
  stranger = await newTenant(call)
  staff = await newStaff(call, app.current)
})

const member = (of = tenant) => newMember(call, of.owner, of.org, 'member')
const list = async (as: CallOptions, query = '') => (await call(`GET /moderation/actions${query}`, as)).body
const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id)

describe('GET /moderation/actions', () => {
  it('shows an organisation its own log, and staff that of all', async () => {
    const [ours, theirs, platform] = [
      await done(call, tenant.session, await member(), 'warn'),
      await done(call, stranger.session, await member(stranger), 'warn'),
      await done(call, { token: staff.token }, await signUp(call), 'warn'),
    ]
    for (const as of [tenant.session, tenant.key]) {
      const body = await list(as)
      expect(body.data[0]).toEqual(ours)
      expect(ids(body)).not.toEqual(expect.arrayContaining([theirs.id]))
      expect(ids(body)).not.toEqual(expect.arrayContaining([platform.id]))
      expect(body).toMatchObject({ page: 1, per_page: 20, total: ids(body).length, next_cursor: null })
    }
    expect(ids(await list({ token: staff.token }, '?per_page=3'))).toEqual([platform.id, theirs.id, ours.id])
  })

  it('filters by action, by who took it and by whom it is about', async () => {
    const moderator = await newMember(call, tenant.owner, tenant.org, 'moderator')
    const target = await member()
    const warned = await done(call, inOrg(moderator, tenant.org), target, 'warn')
    const banned = await done(call, tenant.session, target, 'ban')
    const about = `affected_user_id=${target.profile.id}`
    const by = `actor_id=${moderator.profile.id}`
    expect(ids(await list(tenant.session, `?${about}`))).toEqual([banned.id, warned.id])
    expect(ids(await list(tenant.session, `?${about}&action=ban`))).toEqual([banned.id])
    expect(ids(await list(tenant.session, `?${by}`))).toEqual([warned.id])
    expect(await list(tenant.session, `?${by}&${about}&action=ban`)).toMatchObject({ data: [], total: 0 })
    expect(ids(await list({ token: staff.token }, `?${by}`))).toEqual([warned.id])
    expect(ids(await list(stranger.session, `?${about}`))).toEqual([])
  })

  it('is exported without gaps and repetitions while it grows', async () => {
    const own = await newTenant(call)
    const target = await member(own)
    const expected: string[] = []
    for (let n = 0; n < 7; n++) expected.unshift((await done(call, own.session, target, 'warn')).id)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const body = await list(own.key, `?per_page=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...ids(body))
      await done(call, own.session, target, 'warn')
      cursor = body.next_cursor
    }
    expect(seen).toEqual(expected)
  })

  it('hides from moderators that they are shadow-banned or were reported', async () => {
    const moderator = await newMember(call, tenant.owner, tenant.org, 'moderator')
    const report = await newReport(call, inOrg(await member(), tenant.org), moderator)
    const hidden = [
      (await done(call, tenant.session, moderator, 'shadow_ban')).id,
      (await done(call, tenant.session, moderator, 'unshadow_ban')).id,
    ]
    await call(`POST /reports/${report.id}/dismiss`, { ...tenant.session, body: { reason: 'No' } })
    const warned = await done(call, tenant.session, moderator, 'warn')
    const about = `?affected_user_id=${moderator.profile.id}`
    expect(ids(await list(tenant.session, about))).toHaveLength(4)
    const theirs = await list(inOrg(moderator, tenant.org), about)
    expect([ids(theirs), theirs.total]).toEqual([[warned.id], 1])
    expect(ids(await list({ token: staff.token }, about))).toEqual(expect.arrayContaining(hidden))
  })

  it.each([
    'action=forgive',
    'action=',
    'actor_id=me',
    'affected_user_id=%00',
    'page=0',
    'per_page=0',
    'cursor=x',
  ])('refuses %s', async (query) => {
    expect((await call(`GET /moderation/actions?${query}`, tenant.session)).status).toBe(422)
  })

  it('is for owners and moderators of the organisation', async () => {
    for (const [role, status] of [
      ['moderator', 200],
      ['admin', 403],
      ['member', 403],
    ] as const) {
      const person = await newMember(call, tenant.owner, tenant.org, role)
      expect([role, (await call('GET /moderation/actions', inOrg(person, tenant.org))).status]).toEqual([
        role,
        status,
      ])
    }
    expect((await call('GET /moderation/actions', inOrg(stranger.owner, tenant.org))).status).toBe(404)
    expect((await call('GET /moderation/actions')).status).toBe(401)
  })

  it('names who is gone: the log survives the organisation', async () => {
    const own = await newTenant(call)
    const { id } = await done(call, own.session, await member(own), 'warn')
    const [row] = await execute(
      app.current,
      `select count(*)::int as count from pg_constraint where conrelid = 'mod_log'::regclass and contype = 'f'`,
    )
    // Nothing that is deleted takes a row of the log along, nor is it kept from being deleted.
    expect(row).toEqual({ count: 0 })
    expect(ids(await list({ token: staff.token }, '?per_page=1'))).toEqual([id])
  })
})

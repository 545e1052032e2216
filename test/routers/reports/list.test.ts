import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { newReport, newStaff } from '../../support/moderation.ts'
import { newMember } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let tenant: TestTenant
let stranger: TestTenant
let staff: TestUser
let suspect: TestUser
beforeAll(async () => {
  tenant = await newTenant(call)
  stranger = await newTenant(call)
  staff = await newStaff(call, app.current)
  suspect = await newMember(call, tenant.owner, tenant.org, 'member')
})

const reported = async (org = tenant, about = suspect) => {
  const reporter = await newMember(call, org.owner, org.org, 'member')
  return (await newReport(call, inOrg(reporter, org.org), about)).id as string
}
const list = async (as: CallOptions, query = '') => (await call(`GET /reports${query}`, as)).body
const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id)

describe('GET /reports', () => {
  it('shows an organisation its reports, newest first, and staff those of all', async () => {
    const [first, second, theirs] = [await reported(), await reported(), await reported(stranger)]
    for (const as of [tenant.session, tenant.key]) {
      const body = await list(as)
      expect(ids(body).slice(0, 2)).toEqual([second, first])
      expect(ids(body)).not.toContain(theirs)
      expect(body).toMatchObject({ page: 1, per_page: 20, total: ids(body).length, next_cursor: null })
      expect(body.data[0]).not.toHaveProperty('description')
    }
    expect(ids(await list({ token: staff.token }, '?per_page=3'))).toEqual([theirs, second, first])
  })

  it('filters by status and by who is reported', async () => {
    const other = await signUp(call)
    const [open, closed] = [await reported(tenant, other), await reported(tenant, other)]
    await call(`POST /reports/${closed}/resolve`, { ...tenant.session, body: { notes: 'Done' } })
    const about = `reported_user_id=${other.profile.id}`
    expect(ids(await list(tenant.session, `?${about}`))).toEqual([closed, open])
    const body = await list(tenant.session, `?${about}&status=open`)
    expect([ids(body), body.total]).toEqual([[open], 1])
    expect(ids(await list(tenant.session, `?${about}&status=resolved`))).toEqual([closed])
    expect(ids(await list(stranger.session, `?${about}`))).toEqual([])
    expect(ids(await list({ token: staff.token }, `?${about}&status=open`))).toEqual([open])
  })

  it.each(['an organisation', 'the staff'])(
    'is exported by %s without gaps and repetitions while new ones arrive',
    async (who) => {
      const own = await newTenant(call)
      const there = await newMember(call, own.owner, own.org, 'member')
      const expected = new Set<string>()
      for (let n = 0; n < 7; n++) expected.add(await reported(own, there))
      const as = who === 'the staff' ? { token: staff.token } : own.session
      const query = `?reported_user_id=${there.profile.id}&per_page=2`
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const body = await list(as, `${query}${cursor && `&cursor=${cursor}`}`)
        seen.push(...ids(body))
        await reported(own, there)
        cursor = body.next_cursor
      }
      expect(seen).toEqual([...expected].reverse())
    },
  )

  it.each([
    'status=closed',
    'status=',
    'reported_user_id=me',
    'page=0',
    'per_page=101',
    'page=99999999999999999999',
    'cursor=x',
    'cursor=%00',
    'cursor=eyJhdCI6IngiLCJpZCI6IngifQ',
  ])('refuses %s', async (query) => {
    expect((await call(`GET /reports?${query}`, tenant.session)).status).toBe(422)
  })

  it('has a last page and nothing after it', async () => {
    expect(await list(tenant.session, '?page=100000')).toMatchObject({ data: [], next_cursor: null })
    expect((await call('GET /reports?page=2147483647&per_page=100', tenant.session)).status).toBeLessThan(500)
  })

  it('is for owners and moderators of the organisation', async () => {
    const statuses: [string, number][] = [
      ['owner', 200],
      ['moderator', 200],
      ['admin', 403],
      ['member', 403],
    ]
    for (const [role, status] of statuses) {
      const person =
        role === 'owner' ? tenant.owner : await newMember(call, tenant.owner, tenant.org, role as 'member')
      expect([role, (await call('GET /reports', inOrg(person, tenant.org))).status]).toEqual([role, status])
    }
    expect((await call('GET /reports', inOrg(stranger.owner, tenant.org))).status).toBe(404)
    expect((await call('GET /reports', { ...tenant.session, headers: { 'x-org-id': 'org_x' } })).status).toBe(
      404,
    )
    expect((await call('GET /reports')).status).toBe(401)
  })
})

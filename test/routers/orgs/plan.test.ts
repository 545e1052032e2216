import { describe, expect, it } from 'vitest'
import { PLANS } from '../../../src/auth/plans.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newMember, newOrg } from '../../support/orgs.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

async function world() {
  const owner = await signUp(call)
  const org = await newOrg(call, owner.token)
  const put = (plan: unknown) => call(`PUT /orgs/${org.id}/plan`, { token: owner.token, body: { plan } })
  const audited = () =>
    execute(
      app.current,
      'select actor_id, actor_username, action, target_type, details from audit_logs where target_id = ? order by id',
      [org.id],
    )
  return { owner, org, put, audited }
}

describe('the plan of an organisation', () => {
  it('is shown to every member, with all plans in order', async () => {
    const { owner, org } = await world()
    const { token } = await newMember(call, owner, org, 'member')
    expect((await call(`GET /orgs/${org.id}/plan`, { token })).body).toEqual({
      plan: 'starter',
      plans: ['starter', 'pro', 'creator-plus', 'sovereign'],
    })
  })

  it.each(PLANS)('becomes %s at once', async (plan) => {
    const { owner, org, put } = await world()
    expect(await put(plan)).toMatchObject({ status: 200, body: { plan, plans: PLANS } })
    expect((await call(`GET /orgs/${org.id}`, { token: owner.token })).body.plan).toBe(plan)
  })

  it('is audited when it changes, and only then', async () => {
    const { owner, put, audited } = await world()
    for (const plan of ['pro', 'pro', 'starter']) await put(plan)
    const entry = (old_plan: string, new_plan: string) => ({
      actor_id: owner.profile.id,
      actor_username: owner.profile.username,
      action: 'organization.plan_change',
      target_type: 'organization',
      details: { old_plan, new_plan },
    })
    expect(await audited()).toEqual([entry('starter', 'pro'), entry('pro', 'starter')])
  })

  it('is audited without a gap when changes race', async () => {
    const { put, audited } = await world()
    await Promise.all(Array.from({ length: 12 }, (_, index) => put(PLANS[index % 4])))
    const steps = (await audited()).map(({ details }) => details as Record<string, string>)
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.map(({ old_plan }) => old_plan)).toEqual([
      'starter',
      ...steps.slice(0, -1).map(({ new_plan }) => new_plan),
    ])
  })

  it.each([undefined, null, '', 'Pro', 'free', 3, ['pro']])('cannot become %j', async (plan) => {
    const { put } = await world()
    const { status, body } = await put(plan)
    expect(status).toBe(422)
    expect(body.error.issues).toMatchObject([{ path: 'plan' }])
  })
})

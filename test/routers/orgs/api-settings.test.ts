import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newMember, newOrg } from '../../support/orgs.ts'
import { signUp } from '../../support/users.ts'

const app = testApp({ env: { RATE_LIMIT_PLATFORM_PER_MINUTE: '750' } })
const call = callerOf(app)

async function world() {
  const owner = await signUp(call)
  const org = await newOrg(call, owner.token)
  const path = `/orgs/${org.id}/api-settings` as const
  const put = (body: unknown, { token }: { token: string } = owner) => call(`PUT ${path}`, { token, body })
  return { owner, org, path, put }
}

describe('the API settings of an organisation', () => {
  it('leave the rate limit to the platform at first', async () => {
    const { owner, path } = await world()
    expect((await call(`GET ${path}`, { token: owner.token })).body).toEqual({
      default_rate_limit_per_minute: null,
      platform_default_per_minute: 750,
    })
  })

  it.each([1, 1200, 100_000])('take %d a minute as the default', async (limit) => {
    const { owner, path, put } = await world()
    const { status, body } = await put({ default_rate_limit_per_minute: limit })
    expect(status).toBe(200)
    expect(body).toEqual({ default_rate_limit_per_minute: limit, platform_default_per_minute: 750 })
    expect((await call(`GET ${path}`, { token: owner.token })).body).toEqual(body)
  })

  it('are cleared by null', async () => {
    const { put } = await world()
    await put({ default_rate_limit_per_minute: 5 })
    expect((await put({ default_rate_limit_per_minute: null })).body.default_rate_limit_per_minute).toBeNull()
  })

  it('can be changed by an admin', async () => {
    const { owner, org, put } = await world()
    const admin = await newMember(call, owner, org, 'admin')
    expect((await put({ default_rate_limit_per_minute: 5 }, admin)).status).toBe(200)
  })

  it.each([0, -1, 100_001, 1.5, '60', 1e300, true, [], {}])('refuse %j', async (limit) => {
    const { put } = await world()
    const { status, body } = await put({ default_rate_limit_per_minute: limit })
    expect(status).toBe(422)
    expect(body.error.issues[0].path).toBe('default_rate_limit_per_minute')
  })

  it.each([{}, { platform_default_per_minute: 5 }, []])('refuse the body %j', async (body) => {
    const { put } = await world()
    expect((await put(body)).status).toBe(422)
  })
})

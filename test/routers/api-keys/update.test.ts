import { beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, type TestKey, withKey } from '../../support/keys.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp({ env: { RATE_LIMIT_PLATFORM_PER_MINUTE: '600' } })
const call = callerOf(app)

let user: TestUser
let key: TestKey
beforeEach(async () => {
  user = await signUp(call)
  key = await newKey(call, user.token, {
    expires_at: '2127-01-01T00:00:00Z',
    rate_limit_per_second: 2,
    rate_limit_burst_size: 20,
  })
})

const update = (body: unknown) => call(`PATCH /api-keys/${key.id}`, { token: user.token, body })
const read = async () => (await call(`GET /api-keys/${key.id}`, { token: user.token })).body

describe('PATCH /api-keys/{id}', () => {
  it('changes what is sent and keeps the rest', async () => {
    const before = await read()
    const renamed = await update({ name: 'Nightly' })
    expect([renamed.status, renamed.body]).toEqual([200, { ...before, name: 'Nightly' }])
    await update({ rate_limit_burst_size: 40, expires_at: '2128-01-01T00:00:00Z' })
    expect(await read()).toEqual({
      ...before,
      name: 'Nightly',
      expires_at: '2128-01-01T00:00:00Z',
      rate_limit_burst_size: 40,
      rate_limit: { limit_per_minute: 30, burst: 40, source: 'key' },
    })
  })

  it('takes null for no expiry and no override', async () => {
    const { body } = await update({
      expires_at: null,
      rate_limit_per_second: null,
      rate_limit_burst_size: null,
    })
    expect(body).toMatchObject({
      expires_at: null,
      rate_limit_per_second: null,
      rate_limit_burst_size: null,
      rate_limit: { limit_per_minute: 600, burst: 600, source: 'platform' },
    })
    expect(await read()).toEqual(body)
  })

  it.each(['name', 'permissions'])('refuses null for %s', async (field) => {
    expect((await update({ [field]: null })).status).toBe(422)
  })

  it('changes the scopes from the next call on, and the key stays the same', async () => {
    const create = () => withKey(call, key, 'POST /plugins', { name: key.id, short_description: 'x' })
    expect((await update({ permissions: ['upload'] })).body.permissions).toEqual(['upload'])
    const { status, body } = await create()
    expect([status, body.error]).toMatchObject([
      403,
      {
        code: 'insufficient_scope',
        message: 'This key lacks the scope publish.',
        required_scope: 'publish',
      },
    ])
    await update({ permissions: ['publish'] })
    expect((await create()).status).toBe(201)
  })

  it('gives an expired key a new life', async () => {
    const soon = new Date(Date.now() + 1000).toISOString()
    await update({ expires_at: soon })
    await expect.poll(async () => (await withKey(call, key, 'GET /categories')).status).toBe(401)
    expect((await update({ expires_at: null })).status).toBe(200)
    expect((await withKey(call, key, 'GET /categories')).status).toBe(200)
  })

  it('refuses scopes of reports to who does not moderate the organisation', async () => {
    const other = await signUp(call)
    const { body: org } = await call('POST /orgs', { token: user.token, body: { name: 'Tribunal' } })
    const body = { user_id: other.profile.id, role: 'member' }
    await call(`POST /orgs/${org.id}/members`, { token: user.token, body })
    const theirs = await newKey(call, other.token, { org_id: org.id })
    const answer = await call(`PATCH /api-keys/${theirs.id}`, {
      token: other.token,
      body: { permissions: ['reports:read'] },
    })
    expect([answer.status, answer.body.error.code]).toEqual([403, 'forbidden'])
  })

  it('refuses a key that was rotated', async () => {
    await call(`POST /api-keys/${key.id}/rotate`, { token: user.token, body: { overlap_days: 1 } })
    const { status, body } = await update({ expires_at: null })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
  })
})

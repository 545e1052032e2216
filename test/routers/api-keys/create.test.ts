import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { SCOPES } from '../../../src/auth/scopes.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp({ env: { RATE_LIMIT_PLATFORM_PER_MINUTE: '600' } })
const call = callerOf(app)

let user: TestUser
let own: string
beforeAll(async () => {
  user = await signUp(call)
  own = (await newKey(call, user.token)).org_id
})

const create = (body: unknown, token = user.token) => call('POST /api-keys', { token, body })
const minimal = { name: 'CI', permissions: ['publish'] }

describe('POST /api-keys', () => {
  it('makes a key of the documented form that works at once', async () => {
    const { token } = await signUp(call)
    const { status, body } = await create(
      { ...minimal, permissions: ['publish', 'upload'], expires_at: '2127-03-15T01:30:00+01:30' },
      token,
    )
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      name: 'CI',
      key: expect.stringMatching(/^phub_[0-9a-f]{8}_[0-9a-f]{32}$/),
      key_prefix: body.key.slice(0, 13),
      permissions: ['publish', 'upload'],
      expires_at: '2127-03-15T00:00:00Z',
      rate_limit_per_second: 1,
      rate_limit_burst_size: 30,
      rate_limit: { limit_per_minute: 60, burst: 30, source: 'key' },
      org_id: expect.stringMatching(/^org_/),
      created_at: expect.stringMatching(/Z$/),
    })
    const plugin = { name: `By key ${body.id}`, short_description: 'x' }
    expect((await withKey(call, body, 'POST /plugins', plugin)).status).toBe(201)
  })

  it('shows the key in this answer only, and stores its SHA-256 alone', async () => {
    const { token } = await signUp(call)
    const key = await newKey(call, token)
    const secret = key.key.slice(14)
    const shown = [await call('GET /api-keys', { token }), await call(`GET /api-keys/${key.id}`, { token })]
    expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain(secret)
    const [row] = await execute(app.current, 'select * from find_api_key(?, now())', [key.key_prefix])
    expect(row?.key_hash).toBe(createHash('sha256').update(key.key).digest('hex'))
    expect(JSON.stringify(row)).not.toContain(secret)
  })

  it("acts for the creator's own organisation, or one they belong to", async () => {
    const { token } = await signUp(call)
    const { body: org } = await call('POST /orgs', { token, body: { name: 'Pumpkin Patch' } })
    const { data } = (await call('GET /orgs', { token })).body
    expect((await newKey(call, token)).org_id).toBe(data[0].id)
    expect((await newKey(call, token, { org_id: org.id })).org_id).toBe(org.id)
  })

  it("is 404 for others' organisations and those that are not there", async () => {
    const stranger = await signUp(call)
    for (const org_id of [own, 'org_0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d']) {
      const { status, body } = await create({ ...minimal, org_id }, stranger.token)
      expect([status, body.error.code]).toEqual([404, 'not_found'])
    }
  })

  it.each([
    [{ rate_limit_per_second: null, rate_limit_burst_size: null }, null, null, 600, 600, 'platform'],
    [{ rate_limit_per_second: 4 }, 4, 30, 15, 30, 'key'],
    [{ rate_limit_burst_size: 60 }, 1, 60, 60, 60, 'key'],
    [{ rate_limit_per_second: null }, null, 30, 600, 30, 'key'],
    [{ rate_limit_per_second: 7, rate_limit_burst_size: null }, 7, null, 8.57, 600, 'key'],
    [{ rate_limit_per_second: 3600, rate_limit_burst_size: 500 }, 3600, 500, 0.02, 500, 'key'],
  ])(
    'with %j stores the limits and says which hold',
    async (limits, interval, size, perMinute, burst, source) => {
      const { token } = await signUp(call)
      expect((await create({ ...minimal, ...limits }, token)).body).toMatchObject({
        rate_limit_per_second: interval,
        rate_limit_burst_size: size,
        rate_limit: { limit_per_minute: perMinute, burst, source },
      })
    },
  )

  it("says when it is the organisation's default that holds", async () => {
    const { token } = await signUp(call)
    const { id, org_id } = await newKey(call, token)
    const body = { default_rate_limit_per_minute: 90 }
    expect((await call(`PUT /orgs/${org_id}/api-settings`, { token, body })).status).toBe(200)
    const limit = { limit_per_minute: 90, burst: 90, source: 'organization' }
    expect((await call(`GET /api-keys/${id}`, { token })).body.rate_limit).toEqual(limit)
  })

  it('takes every scope, each once', async () => {
    const { token } = await signUp(call)
    const { body } = await create({ name: 'All', permissions: [...SCOPES, ...SCOPES] }, token)
    expect(body.permissions).toEqual([...SCOPES])
  })

  it('gives the scopes of reports to moderators and owners of the organisation alone', async () => {
    const [owner, other] = [await signUp(call), await signUp(call)]
    const { body: org } = await call('POST /orgs', { token: owner.token, body: { name: 'Tribunal' } })
    for (const [role, status] of [
      ['member', 403],
      ['admin', 403],
      ['moderator', 201],
    ] as const) {
      const body = { user_id: other.profile.id, role }
      expect((await call(`POST /orgs/${org.id}/members`, { token: owner.token, body })).status).toBe(201)
      for (const scope of ['reports:read', 'reports:manage']) {
        const key = { name: 'R', permissions: ['publish', scope], org_id: org.id }
        const answer = await create(key, other.token)
        expect([role, answer.status]).toEqual([role, status])
        if (status === 403) expect(answer.body.error.code).toBe('forbidden')
      }
      await call(`DELETE /orgs/${org.id}/members/${other.profile.id}`, { token: owner.token })
    }
    const answer = await create({ ...minimal, permissions: ['reports:read'], org_id: org.id }, owner.token)
    expect(answer.status).toBe(201)
  })

  it('is for people with a session', async () => {
    const { body } = await call('POST /api-keys', { body: minimal })
    expect(body.error.code).toBe('unauthenticated')
    const key = await newKey(call, (await signUp(call)).token, { permissions: [...SCOPES] })
    const byKey = await withKey(call, key, 'POST /api-keys', minimal)
    expect([byKey.status, byKey.body.error.code]).toEqual([403, 'session_required'])
  })

  it('is the same procedure over RPC', async () => {
    const { token } = await signUp(call)
    const { status, body } = await call('POST //trpc/apiKeys.create', { token, body: minimal })
    expect([status, body.result.data.key]).toEqual([200, expect.stringMatching(/^phub_/)])
  })
})

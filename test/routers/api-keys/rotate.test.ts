import { beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/lib/clock.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, type TestKey, withKey } from '../../support/keys.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const DAY_MS = 24 * 60 * 60 * 1000
let shift = 0
const clock: Clock = { now: () => new Date(Date.now() + shift) }
const app = testApp({ env: { JWT_TTL_SECONDS: '31536000' }, services: { clock } })
const call = callerOf(app)

let user: TestUser
let old: TestKey
beforeEach(async () => {
  shift = 0
  user = await signUp(call)
  old = await newKey(call, user.token, {
    name: 'Deploy',
    permissions: ['upload', 'read'],
    rate_limit_per_second: 3,
  })
})

const rotate = (id: string, body?: unknown) =>
  call(`POST /api-keys/${id}/rotate`, { token: user.token, body })
const works = async (key: { key: string }) => (await withKey(call, key, 'GET /categories')).status === 200
const list = async (): Promise<TestKey[]> => (await call('GET /api-keys', { token: user.token })).body

describe('POST /api-keys/{id}/rotate', () => {
  it('answers a new key under the same terms, shown once', async () => {
    const { status, body } = await rotate(old.id, { overlap_days: 2 })
    expect(status).toBe(201)
    expect(body).toEqual({
      ...old,
      id: expect.not.stringMatching(old.id),
      key: expect.stringMatching(/^phub_[0-9a-f]{8}_[0-9a-f]{32}$/),
      key_prefix: body.key.slice(0, 13),
      created_at: expect.any(String),
    })
    expect(body.key).not.toBe(old.key)
    expect([await works(body), await works(old)]).toEqual([true, true])
  })

  it.each([undefined, {}, { overlap_days: 0 }])('with %j ends the old key at once', async (body) => {
    const answer = await rotate(old.id, body)
    expect([answer.status, await works(answer.body), await works(old)]).toEqual([201, true, false])
    expect((await list()).map(({ id }) => id)).toEqual([answer.body.id])
    expect((await call(`GET /api-keys/${old.id}`, { token: user.token })).status).toBe(404)
  })

  it.each([1, 7])('lets the old key work for %i days more and no longer', async (overlap_days) => {
    const { body: next } = await rotate(old.id, { overlap_days })
    const { expires_at } = (await call(`GET /api-keys/${old.id}`, { token: user.token })).body
    expect(Date.parse(expires_at) - Date.parse(next.created_at)).toBe(overlap_days * DAY_MS)
    shift = overlap_days * DAY_MS - 60_000
    expect([await works(next), await works(old)]).toEqual([true, true])
    shift = overlap_days * DAY_MS + 1000
    expect([await works(next), await works(old)]).toEqual([true, false])
    expect((await list()).map(({ id }) => id)).toEqual([next.id])
  })

  it('does not let the old key outlive its own expiry, and the new one has the same', async () => {
    const expires_at = new Date(Date.now() + DAY_MS).toISOString()
    const short = await newKey(call, user.token, { expires_at })
    const { body } = await rotate(short.id, { overlap_days: 7 })
    const left = await call(`GET /api-keys/${short.id}`, { token: user.token })
    expect(Date.parse(left.body.expires_at)).toBe(Date.parse(expires_at))
    expect(Date.parse(body.expires_at)).toBe(Date.parse(expires_at))
  })

  it('is 409 for a key that has expired', async () => {
    const short = await newKey(call, user.token, { expires_at: new Date(Date.now() + DAY_MS).toISOString() })
    shift = 2 * DAY_MS
    expect((await rotate(short.id)).status).toBe(409)
  })

  it('is 409 the second time, and 404 once the old key has ended', async () => {
    await rotate(old.id, { overlap_days: 1 })
    expect((await rotate(old.id, { overlap_days: 1 })).status).toBe(409)
    shift = 2 * DAY_MS
    expect((await rotate(old.id)).status).toBe(404)
  })

  it('makes one new key when twenty rotate at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => rotate(old.id, { overlap_days: 1 })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    expect(await list()).toHaveLength(2)
  })

  it('is possible at the limit of ten, and does not lift it', async () => {
    for (let made = 1; made < 10; made += 1) await newKey(call, user.token)
    expect((await rotate(old.id, { overlap_days: 1 })).status).toBe(201)
    expect(await list()).toHaveLength(11)
    const body = { name: 'Eleventh', permissions: ['read'] }
    expect((await call('POST /api-keys', { token: user.token, body })).status).toBe(409)
  })

  it('keeps at most ten replaced keys at work', async () => {
    let { id } = old
    for (let made = 0; made < 10; made += 1) id = (await rotate(id, { overlap_days: 7 })).body.id
    const { status, body } = await rotate(id, { overlap_days: 7 })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    expect((await rotate(id)).status).toBe(201)
    expect(await list()).toHaveLength(11)
  })

  it('is 403 when the key has a scope that its owner can no longer give', async () => {
    const owner = await signUp(call)
    const { body: org } = await call('POST /orgs', { token: owner.token, body: { name: 'Tribunal' } })
    const member = { user_id: user.profile.id, role: 'moderator' }
    await call(`POST /orgs/${org.id}/members`, { token: owner.token, body: member })
    const key = await newKey(call, user.token, { org_id: org.id, permissions: ['reports:read'] })
    await app.current.services.orm.em.fork().transactional(async (tx) => {
      await tx.execute("select set_config('gourd.org_id', ?, true)", [org.id.slice(4)])
      await tx.execute("update organisation_members set role = 'member' where user_id = ?", [user.profile.id])
    })
    expect((await rotate(key.id)).status).toBe(403)
    expect(await works(key)).toBe(true)
  })
})

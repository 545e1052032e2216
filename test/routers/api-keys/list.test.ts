import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, type TestKey, withKey } from '../../support/keys.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

/** A key as it is listed: without the key itself. */
const listed = ({ key: _, ...key }: TestKey) => ({ ...key, last_used_at: null })

describe('GET /api-keys', () => {
  it('is an empty list before the first key', async () => {
    const { token } = await signUp(call)
    const { status, body } = await call('GET /api-keys', { token })
    expect([status, body]).toEqual([200, []])
  })

  it('lists the keys of the caller for all their organisations, the newest first, without the keys', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    await newKey(call, eve.token)
    const { body: org } = await call('POST /orgs', { token: alex.token, body: { name: 'Patch' } })
    const first = await newKey(call, alex.token, { name: 'first', permissions: ['read', 'upload'] })
    const second = await newKey(call, alex.token, { name: 'second', org_id: org.id })
    const { body } = await call('GET /api-keys', { token: alex.token })
    expect(body).toEqual([listed(second), listed(first)])
  })

  it('is 401 without a credential and 403 session_required with a key', async () => {
    expect((await call('GET /api-keys')).status).toBe(401)
    const key = await newKey(call, (await signUp(call)).token, { permissions: ['read'] })
    const answer = await withKey(call, key, 'GET /api-keys')
    expect([answer.status, answer.body.error.code]).toEqual([403, 'session_required'])
  })
})

describe('GET /api-keys/{id}', () => {
  it('shows one of the keys as the list does', async () => {
    const { token } = await signUp(call)
    const key = await newKey(call, token, { expires_at: '2127-01-01T00:00:00Z' })
    const { status, body } = await call(`GET /api-keys/${key.id}`, { token })
    expect([status, body]).toEqual([200, listed(key)])
  })
})

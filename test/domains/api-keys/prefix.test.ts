import { describe, expect, it, vi } from 'vitest'
import * as keys from '../../../src/auth/api-keys.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { signUp } from '../../support/users.ts'

vi.mock('../../../src/auth/api-keys.ts', { spy: true })

const app = testApp()
const call = callerOf(app)

describe('a new key', () => {
  it('gets another prefix when its first one is taken, and both keys work', async () => {
    const { token } = await signUp(call)
    const first = await newKey(call, token)
    const { prefix, ...rest } = keys.makeKey()
    vi.mocked(keys.makeKey).mockReturnValueOnce({ ...rest, prefix: first.key_prefix })
    const second = await newKey(call, token)
    expect(second.key_prefix).not.toBe(first.key_prefix)
    for (const key of [first, second]) expect((await withKey(call, key, 'GET /categories')).status).toBe(200)
    expect((await call('GET /api-keys', { token })).body).toHaveLength(2)
  })
})

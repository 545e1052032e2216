import { beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, type TestKey, withKey } from '../../support/keys.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let user: TestUser
let key: TestKey
beforeEach(async () => {
  user = await signUp(call)
  key = await newKey(call, user.token)
})

const revoke = () => call(`DELETE /api-keys/${key.id}`, { token: user.token })

describe('DELETE /api-keys/{id}', () => {
  it('ends the key at its next call', async () => {
    expect((await withKey(call, key, 'GET /categories')).status).toBe(200)
    const { status, body } = await revoke()
    expect([status, body]).toEqual([200, { deleted: true }])
    expect((await withKey(call, key, 'GET /categories')).status).toBe(401)
    expect((await call('GET /api-keys', { token: user.token })).body).toEqual([])
  })

  it('is 404 the second time', async () => {
    await revoke()
    expect((await revoke()).status).toBe(404)
  })

  it('happens once when twenty ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, revoke))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(404)])
  })

  it('ends one that is in its overlap, too', async () => {
    await call(`POST /api-keys/${key.id}/rotate`, { token: user.token, body: { overlap_days: 7 } })
    expect((await revoke()).status).toBe(200)
    expect((await withKey(call, key, 'GET /categories')).status).toBe(401)
  })
})

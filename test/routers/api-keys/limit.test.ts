import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey } from '../../support/keys.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const body = { name: 'CI', permissions: ['publish'] }

describe('the limit of ten keys', () => {
  it('holds when twenty are made at once', async () => {
    const { token } = await signUp(call)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call('POST /api-keys', { token, body })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(10).fill(201),
      ...Array(10).fill(409),
    ])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body.error).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^Maximum 10 keys per user reached/),
    })
    expect((await call('GET /api-keys', { token })).body).toHaveLength(10)
  })

  it('counts the keys for all organisations together', async () => {
    const { token } = await signUp(call)
    const { body: org } = await call('POST /orgs', { token, body: { name: 'Patch' } })
    const orgs = [undefined, org.id]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call('POST /api-keys', { token, body: { ...body, org_id: orgs[index % 2] } }),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10)
  })

  it('is each person’s own, and a deleted key makes room', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    const keys = []
    for (let made = 0; made < 10; made += 1) keys.push(await newKey(call, alex.token))
    expect((await call('POST /api-keys', { token: alex.token, body })).status).toBe(409)
    expect((await call('POST /api-keys', { token: eve.token, body })).status).toBe(201)
    await call(`DELETE /api-keys/${keys[3]?.id}`, { token: alex.token })
    expect((await call('POST /api-keys', { token: alex.token, body })).status).toBe(201)
  })
})

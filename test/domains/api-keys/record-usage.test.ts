import { describe, expect, it } from 'vitest'
import { statement } from '../../../src/database/sql.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, type TestKey } from '../../support/keys.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const record = statement('select record_api_key_usage($1::jsonb)::text')

describe('a batch of the usage log', () => {
  it('that comes a second time, because its answer was lost, changes nothing', async () => {
    const { token, profile } = await signUp(call)
    const key = await newKey(call, token)
    const row = {
      api_key_id: key.id,
      user_id: profile.id,
      org_id: key.org_id.slice(4),
      action: 'plugins.list',
      resource: '/api/v1/plugins',
      status_code: 200,
      created_at: new Date().toISOString(),
    }
    const batch = JSON.stringify([
      { ...row, id: crypto.randomUUID() },
      { ...row, id: crypto.randomUUID() },
    ])
    const { sql } = app.current.services
    for (let times = 0; times < 2; times += 1) await sql.all(record, [batch])
    const { body } = await call(`GET /api-keys/${key.id}/usage`, { token })
    expect(body.data).toHaveLength(2)
    expect(body.daily).toMatchObject([{ requests: 2, failures: 0 }])
  })

  it('takes many organisations at once, however many processes write', async () => {
    const keys: (TestUser & TestKey)[] = []
    for (let made = 0; made < 4; made += 1) {
      const user = await signUp(call)
      keys.push({ ...user, ...(await newKey(call, user.token)) })
    }
    const batches = Array.from({ length: 20 }, (_, n) =>
      keys
        .map(({ id, profile, org_id }) => ({
          id: crypto.randomUUID(),
          api_key_id: id,
          user_id: profile.id,
          org_id: org_id.slice(4),
          action: 'plugins.list',
          resource: '/api/v1/plugins',
          status_code: 404,
          created_at: new Date().toISOString(),
        }))
        .sort(() => (n % 2 === 0 ? 1 : -1)),
    )
    const { sql } = app.current.services
    await Promise.all(batches.map((batch) => sql.all(record, [JSON.stringify(batch)])))
    for (const { id, token } of keys) {
      const { body } = await call(`GET /api-keys/${id}/usage`, { token })
      expect(body.daily).toMatchObject([{ requests: 20, failures: 20 }])
    }
  })
})

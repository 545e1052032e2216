import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, type TestKey } from '../../support/keys.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let user: TestUser
let key: TestKey
beforeAll(async () => {
  user = await signUp(call)
  key = await newKey(call, user.token)
})

const refusals: [field: string, values: unknown[]][] = [
  ['name', ['', ' ', '\u0000', 'a'.repeat(65), '\ud800', '🎃'.repeat(65), null, ...NOT_TEXTS]],
  [
    'permissions',
    [
      [],
      ['everything'],
      ['publish', 'admin'],
      ['Publish'],
      ['publish '],
      'publish',
      {},
      null,
      [null],
      [['publish']],
    ],
  ],
  [
    'expires_at',
    [
      '2020-01-01T00:00:00Z',
      '1969-12-31T23:59:59Z',
      '2127-02-30T00:00:00Z',
      '2127-13-01T00:00:00Z',
      '2127-01-01T24:00:00Z',
      '2127-01-01T00:00:00',
      '2127-01-01',
      '9999-12-31T23:59:59-14:00',
      '+010000-01-01T00:00:00Z',
      '99999-01-01T00:00:00Z',
      'tomorrow',
      '',
      4_102_444_800,
      ...NOT_TEXTS,
    ],
  ],
  ['rate_limit_per_second', [0, -1, 1.5, 3601, 1e100, '1', true, [], {}]],
  ['rate_limit_burst_size', [0, -1, 1.5, 501, 2 ** 31, '30', true, [], {}]],
]
const cases = refusals.flatMap(([field, values]) => values.map((value) => [field, value] as const))

describe('POST /api-keys', () => {
  it.each(cases)('refuses the %s %j', async (field, value) => {
    const body = { name: 'CI', permissions: ['publish'], [field]: value }
    const answer = await call('POST /api-keys', { token: user.token, body })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
    expect(answer.body.error.issues[0].path).toContain(field)
  })

  it.each(['name', 'permissions'])('needs the %s', async (field) => {
    const body = { name: 'CI', permissions: ['publish'], [field]: undefined }
    expect((await call('POST /api-keys', { token: user.token, body })).status).toBe(422)
  })

  it.each(['', 'x', 'org_', '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d', 'org_x', "org_' or 1=1", null, 1, ['a']])(
    'refuses the organisation %j',
    async (org_id) => {
      const body = { name: 'CI', permissions: ['publish'], org_id }
      expect((await call('POST /api-keys', { token: user.token, body })).status).toBe(422)
    },
  )

  it.each(Object.entries(ODD_TEXTS))('takes or refuses %s as a name, and never fails', async (_, name) => {
    const { token } = await signUp(call)
    const answer = await call('POST /api-keys', { token, body: { name, permissions: ['publish'] } })
    expect([201, 422]).toContain(answer.status)
  })

  it('counts the characters of a name, not its bytes, and cleans it', async () => {
    const { token } = await signUp(call)
    expect((await newKey(call, token, { name: '🎃'.repeat(64) })).name).toBe('🎃'.repeat(64))
    expect((await newKey(call, token, { name: ' a\u0000b\n ' })).name).toBe('ab')
  })

  it('takes the last moment of the year 9999', async () => {
    const { token } = await signUp(call)
    const { expires_at } = await newKey(call, token, { expires_at: '9999-12-31T23:59:59.999Z' })
    expect(expires_at).toBe('9999-12-31T23:59:59.999Z')
  })
})

describe('PATCH /api-keys/{id}', () => {
  it.each(cases.filter(([field, value]) => value !== null || field === 'name'))(
    'refuses the %s %j',
    async (field, value) => {
      const answer = await call(`PATCH /api-keys/${key.id}`, { token: user.token, body: { [field]: value } })
      expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
    },
  )

  it.each([{}, undefined, { id: 'x' }, { key: 'phub_x' }, { org_id: 'x' }, []])(
    'refuses the body %j',
    async (body) => {
      const answer = await call(`PATCH /api-keys/${key.id}`, { token: user.token, body })
      expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
    },
  )
})

describe('POST /api-keys/{id}/rotate', () => {
  it.each([-1, 8, 0.5, '1', null, true, [], {}])('refuses an overlap of %j days', async (overlap_days) => {
    const body = { overlap_days }
    const answer = await call(`POST /api-keys/${key.id}/rotate`, { token: user.token, body })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
  })
})

describe('GET /api-keys/{id}/usage', () => {
  const cursor = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url')
  const id = '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d'
  it.each([
    'per_page=0',
    'per_page=101',
    'per_page=x',
    'cursor=x',
    'cursor=',
    `cursor=${cursor('2026-01-01T00:00:00Z', 'x')}`,
    `cursor=${cursor('0000-01-01T00:00:00Z', id)}`,
    `cursor=${cursor('now', id)}`,
    `cursor=${cursor('2026-01-01T00:00:00Z', '\u0000')}`,
    `cursor=${'a'.repeat(401)}`,
  ])('refuses %s', async (query) => {
    const answer = await call(`GET /api-keys/${key.id}/usage?${query}`, { token: user.token })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_failed'])
  })
})

describe.each([
  ['GET', '', undefined],
  ['PATCH', '', { name: 'x' }],
  ['DELETE', '', undefined],
  ['POST', '/rotate', {}],
  ['GET', '/usage', undefined],
] as const)('%s /api-keys/{id}%s', (method, tail, body) => {
  it.each([['the id of nothing', '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d'], ...ODD_PATHS])(
    'is 404 for %s in place of the id',
    async (_, id) => {
      const { status } = await call(`${method} /api-keys/${id}${tail}`, { token: user.token, body })
      expect([400, 404]).toContain(status)
    },
  )

  it('is 404 for the key of another user, an admin too', async () => {
    const stranger = await signUp(call)
    const admin = await signUp(call)
    await app.current.services.orm.em
      .fork()
      .execute("update users set role = 'admin' where id = ?", [admin.profile.id])
    for (const { token } of [stranger, admin]) {
      const answer = await call(`${method} /api-keys/${key.id}${tail}`, { token, body })
      expect([answer.status, answer.body.error.code]).toEqual([404, 'not_found'])
    }
    expect((await call(`GET /api-keys/${key.id}`, { token: user.token })).body).toMatchObject({ name: 'CI' })
  })

  it('is 401 without a session', async () => {
    expect((await call(`${method} /api-keys/${key.id}${tail}`, { body })).status).toBe(401)
    const forged = await call(`${method} /api-keys/${key.id}${tail}`, { token: 'forged', body })
    expect(forged.status).toBe(401)
  })
})

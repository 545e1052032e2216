import { describe, expect, test } from 'vitest'
import { testApp } from '../support/app.ts'
import { type Call, callerOf } from '../support/caller.ts'
import { newKey } from '../support/keys.ts'
import { signUp } from '../support/users.ts'

const BURST = 20
/** So slow that nothing refills while a test runs. */
const env = {
  RATE_LIMIT_GENERAL_BURST_SIZE: String(BURST),
  RATE_LIMIT_GENERAL_PER_SECOND: '3600',
  RATE_LIMIT_AUTH_BURST_SIZE: '3',
  RATE_LIMIT_AUTH_PER_SECOND: '3600',
  RATE_LIMIT_PLATFORM_PER_MINUTE: '60',
  TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
}
const app = testApp({ env })
const call = callerOf(app)

/** Each test comes from addresses of its own, through the trusted proxy on this machine. */
let next = 1
const somewhere = () => ({ 'x-forwarded-for': `203.0.113.${next++}` })
const left = (headers: Headers) => Number(headers.get('x-ratelimit-remaining'))

describe('callers without a key', () => {
  test('have a bucket per address, and every answer says what is left', async () => {
    const headers = somewhere()
    const first = await call('GET /categories', { headers })
    expect(Number(first.headers.get('x-ratelimit-limit'))).toBe(BURST)
    expect(left(first.headers)).toBe(BURST - 1)
    expect(Number(first.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000)
    expect(left((await call('GET /plugins/nothing', { headers })).headers)).toBe(BURST - 2)
    expect(left((await call('GET /nowhere', { headers })).headers)).toBe(BURST - 3)
    expect(left((await call('PATCH /categories', { headers })).headers)).toBe(BURST - 4)
    expect(left((await call('GET //trpc/categories.list', { headers })).headers)).toBe(BURST - 5)
    expect(left((await call('GET //trpc/nothing', { headers })).headers)).toBe(BURST - 6)
  })

  test('are refused when it is empty, on both surfaces, and others are not', async () => {
    const headers = somewhere()
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('GET /categories', { headers })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(BURST)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.body.error.code).toBe('rate_limited')
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0')
    const rpc = await call('GET //trpc/categories.list', { headers })
    expect([rpc.status, rpc.body.error.data.code]).toEqual([429, 'rate_limited'])
    expect((await call('GET /categories', { headers: somewhere() })).status).toBe(200)
  })

  test('a batch takes a token for each of its calls', async () => {
    const headers = somewhere()
    await call('GET //trpc/categories.list,platform.health,categories.list?batch=1', { headers })
    expect(left((await call('GET /categories', { headers })).headers)).toBe(BURST - 4)
  })

  test('a preflight costs nothing', async () => {
    const headers = somewhere()
    await call('OPTIONS /categories', { headers })
    expect(left((await call('GET /categories', { headers })).headers)).toBe(BURST - 1)
  })

  test('a wrong key is limited by address', async () => {
    const headers = { ...somewhere(), 'x-api-key': `phub_00000000_${'0'.repeat(32)}` }
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('GET /categories', { headers })))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(BURST)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(50 - BURST)
  })

  test('a forged X-Forwarded-For does not give a fresh bucket', async () => {
    const real = `198.51.100.${next++}`
    for (let forged = 1; forged <= 3; forged++) {
      const { headers } = await call('GET /categories', {
        headers: { 'x-forwarded-for': `192.0.2.${forged}, ${real}, 10.1.2.3` },
      })
      expect(left(headers)).toBe(BURST - forged)
    }
  })
})

describe('signing in', () => {
  const body = { email: 'nobody@example.com', password: 'wrong password' }

  test('is limited more strictly, also in a batch and over both surfaces', async () => {
    const headers = somewhere()
    expect((await call('POST /auth/login', { headers, body })).status).toBe(401)
    expect((await call('POST //trpc/auth.login', { headers, body })).status).toBe(401)
    expect((await call('POST /auth/login', { headers, body })).status).toBe(401)
    const refused = await call('POST /auth/login', { headers, body })
    expect([refused.status, refused.headers.get('x-ratelimit-limit')]).toEqual([429, '3'])
    expect((await call('GET /categories', { headers })).status).toBe(200)
    const batch = { 0: body, 1: body, 2: body, 3: body }
    const guesses = await call('POST //trpc/auth.login,auth.login,auth%2Elogin,auth.login?batch=1', {
      headers: somewhere(),
      body: batch,
    })
    expect(guesses.status).toBe(429)
  })
})

describe('a key', () => {
  test('has a bucket of its own: its override, else the platform default', async () => {
    const elsewhere: Call = (request, options) =>
      call(request, { ...options, headers: { ...options?.headers, ...somewhere() } })
    const { token } = await signUp(elsewhere)
    const own = await newKey(elsewhere, token, { rate_limit_per_second: 3600, rate_limit_burst_size: 2 })
    const address = somewhere()
    const use = (key: string) => call('GET /categories', { headers: { ...address, 'x-api-key': key } })
    expect((await use(own.key)).headers.get('x-ratelimit-limit')).toBe('2')
    expect((await use(own.key)).status).toBe(200)
    expect((await use(own.key)).status).toBe(429)
    const open = await newKey(elsewhere, token)
    expect((await use(open.key)).headers.get('x-ratelimit-limit')).toBe('60')
    expect(left((await call('GET /categories', { headers: address })).headers)).toBe(BURST - 1)
  })
})

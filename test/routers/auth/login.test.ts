import { Argon2id } from 'oslo/password'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { cookieOf, signUp, uniqueName } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const login = (email: unknown, password: unknown) => call('POST /auth/login', { body: { email, password } })
const write = (sql: string, values: unknown[]) => app.current.services.orm.em.fork().execute(sql, values)

afterEach(() => vi.restoreAllMocks())

describe('the right password', () => {
  it('opens a session of its own and answers the profile', async () => {
    const { profile, password, cookie: first } = await signUp(call)
    const { status, body, headers } = await login(profile.email, password)
    expect([status, body]).toEqual([200, profile])
    const second = cookieOf(headers)
    expect(second).not.toBe(first)
    for (const cookie of [first, second]) expect((await call('GET /auth/me', { cookie })).status).toBe(200)
  })

  it('goes with the address in any case, and with space around it', async () => {
    const { profile, password } = await signUp(call)
    expect((await login(` ${profile.email.toUpperCase()} `, password)).status).toBe(200)
  })

  it('signs in twenty times at once', async () => {
    const { profile, password } = await signUp(call)
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(profile.email, password)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(new Set(answers.map(({ headers }) => cookieOf(headers))).size).toBe(20)
  })

  it('of a deactivated account is told so', async () => {
    const { profile, password } = await signUp(call)
    await write('update users set is_active = false where id = ?', [profile.id])
    const { status, body, headers } = await login(profile.email, password)
    expect([status, body.error.code]).toEqual([403, 'account_suspended'])
    expect(headers.getSetCookie()).toEqual([])
  })

  it('opens nothing when it is changed while it is checked', async () => {
    const { profile, password } = await signUp(call)
    const verify = Argon2id.prototype.verify
    vi.spyOn(Argon2id.prototype, 'verify').mockImplementation(async function (this: Argon2id, hash, text) {
      const isRight = await verify.call(this, hash, text)
      await write("update users set password_hash = '$argon2id$other' where id = ?", [profile.id])
      return isRight
    })
    expect((await login(profile.email, password)).status).toBe(401)
    expect(await write('select 1 from sessions where user_id = ?', [profile.id])).toHaveLength(1)
  })
})

describe('whatever is wrong', () => {
  it('gets one and the same answer', async () => {
    const { profile, password } = await signUp(call)
    const passwordless = await signUp(call)
    await write('update users set password_hash = null where id = ?', [passwordless.profile.id])
    const deactivated = await signUp(call)
    await write('update users set is_active = false where id = ?', [deactivated.profile.id])
    const answers = await Promise.all([
      login(profile.email, 'not_my_password'),
      login(`${uniqueName()}@example.com`, password),
      login(profile.username, password),
      login(passwordless.profile.email, passwordless.password),
      login(deactivated.profile.email, 'not_my_password'),
      login(profile.email, 'x'),
      login(profile.email, 'x'.repeat(10_000)),
      login('not an address', password),
    ])
    for (const { status, headers, body } of answers) {
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toBe('Bearer')
      expect(headers.getSetCookie()).toEqual([])
      expect(body.error).toMatchObject({ code: 'unauthenticated', message: 'Invalid email or password.' })
    }
  })

  it('costs one password check, also where there is no account or no password', async () => {
    const { profile } = await signUp(call)
    const passwordless = await signUp(call)
    await write('update users set password_hash = null where id = ?', [passwordless.profile.id])
    for (const email of [profile.email, `${uniqueName()}@example.com`, passwordless.profile.email]) {
      const verify = vi.spyOn(Argon2id.prototype, 'verify')
      expect((await login(email, 'not_my_password')).status).toBe(401)
      expect(verify).toHaveBeenCalledExactlyOnceWith(
        expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/),
        expect.anything(),
      )
      verify.mockRestore()
    }
  })

  it('is not the password that unknown accounts are checked against', async () => {
    vi.spyOn(Argon2id.prototype, 'verify').mockResolvedValue(true)
    expect((await login(`${uniqueName()}@example.com`, 'my_secure_password')).status).toBe(401)
  })
})

describe('a body that is none', () => {
  it.each([
    ['no body', undefined, 422],
    ['no password', { email: 'alex@example.com' }, 422],
    ['no address', { password: 'my_secure_password' }, 422],
    ['an empty password', { email: 'alex@example.com', password: '' }, 422],
    ['a number as password', { email: 'alex@example.com', password: 12_345_678 }, 422],
    ['an unpaired surrogate', { email: 'alex@example.com', password: '12345678\ud800' }, 422],
    ['a list as address', { email: ['alex@example.com'], password: 'my_secure_password' }, 422],
    ['malformed JSON', '{"email":', 400],
  ])('%s is refused', async (_, body, status) => {
    const answer = await call('POST /auth/login', { body, headers: { 'content-type': 'application/json' } })
    expect(answer.status).toBe(status)
  })

  it('of another content type is refused', async () => {
    const body = 'email=alex%40example.com&password=my_secure_password'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await call('POST /auth/login', { body, headers })).status).toBe(415)
  })
})

it.each(Object.entries(ODD_TEXTS))('%s signs nobody in', async (_, text) => {
  const { profile } = await signUp(call)
  expect([401, 422]).toContain((await login(text, 'my_secure_password')).status)
  expect([401, 422]).toContain((await login(profile.email, text)).status)
})

it('a browser with a stale cookie signs in at its second try', async () => {
  const { profile, password } = await signUp(call)
  const body = { email: profile.email, password }
  const refused = await call('POST /auth/login', { body, cookie: 'pumpkin_hub_token=stale' })
  expect(refused.status).toBe(401)
  expect(cookieOf(refused.headers)).toBe('pumpkin_hub_token=')
  expect((await call('POST /auth/login', { body })).status).toBe(200)
})

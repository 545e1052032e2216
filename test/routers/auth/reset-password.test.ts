import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { mailbox, tokenIn } from '../../support/mailbox.ts'
import { signUp } from '../../support/users.ts'

const box = mailbox()
const now = { ahead: 0 }
const app = testApp({
  services: { mail: box.mail, clock: { now: () => new Date(Date.now() + now.ahead) } },
})
const other = testApp({ beside: app })
const call = callerOf(app)
const callOther = callerOf(other)

const NEW = 'my_new_secure_password'
const reset = (token: unknown, new_password: unknown = NEW) =>
  call('POST /auth/reset-password', { body: { token, new_password } })
const login = (email: string, password: string) => call('POST /auth/login', { body: { email, password } })
const mailsTo = (address: string) => box.of(app.current, address)

/** Somebody with the mail that resets their password. */
async function forgetful() {
  const user = await signUp(call)
  await call('POST /auth/forgot-password', { body: { email: user.profile.email } })
  const mails = await mailsTo(user.profile.email)
  return { ...user, mailToken: tokenIn(mails.find(({ subject }) => subject === 'Reset your password')) }
}

describe('a reset', () => {
  it('sets the new password, and the old one is wrong', async () => {
    const { mailToken, profile, password } = await forgetful()
    const { status, body, headers } = await reset(mailToken)
    expect([status, body]).toEqual([200, { message: 'Password reset successful' }])
    expect(headers.getSetCookie()).toEqual([])
    expect((await login(profile.email, password)).status).toBe(401)
    expect((await login(profile.email, NEW)).status).toBe(200)
  })

  it('ends every session of the user, on every server, and nobody else’s', async () => {
    const { mailToken, profile, password, token } = await forgetful()
    const eve = await signUp(call)
    const second = (await login(profile.email, password)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await callOther('GET /auth/me', { token })).status).toBe(200)
    await reset(mailToken)
    for (const each of [call, callOther]) {
      expect((await each('GET /auth/me', { token })).status).toBe(401)
      expect((await each('GET /auth/me', { cookie: second })).status).toBe(401)
      expect((await each('GET /auth/me', { token: eve.token })).status).toBe(200)
    }
  })

  it('verifies the address: its owner has read the mail', async () => {
    const { mailToken, profile } = await forgetful()
    await reset(mailToken)
    expect((await login(profile.email, NEW)).body.email_verified).toBe(true)
  })

  it('is told to the owner of the account, once', async () => {
    const { mailToken, profile } = await forgetful()
    await reset(mailToken)
    await reset(mailToken)
    const told = (await mailsTo(profile.email)).filter(
      ({ subject }) => subject === 'Your password was changed',
    )
    expect(told).toMatchObject([{ to: { name: profile.username, address: profile.email } }])
    expect(told[0]?.text).not.toContain(NEW)
  })

  it('leaves no session that was opened while it was on its way', async () => {
    const { mailToken, profile, password } = await forgetful()
    const [, ...logins] = await Promise.all([
      reset(mailToken),
      ...Array.from({ length: 6 }, () => login(profile.email, password)),
    ])
    for (const { headers } of logins) {
      const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? ''
      expect((await call('GET /auth/me', { cookie })).status).toBe(401)
    }
  })
})

describe('the token', () => {
  it('works once, also when twenty use it at the same time', async () => {
    const { mailToken, profile } = await forgetful()
    const passwords = Array.from({ length: 20 }, (_, i) => `new password ${i}`)
    const answers = await Promise.all(passwords.map((password) => reset(mailToken, password)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)])
    const winner = passwords[answers.findIndex(({ status }) => status === 200)] ?? ''
    expect((await login(profile.email, winner)).status).toBe(200)
  })

  it('works once, also when two servers are asked at the same time', async () => {
    const { mailToken } = await forgetful()
    const body = { token: mailToken, new_password: NEW }
    const answers = await Promise.all(
      [call, callOther].map((each) => each('POST /auth/reset-password', { body })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    expect(answers.find(({ status }) => status === 400)?.body.error.code).toBe('invalid_token')
  })

  it('is good for an hour', async () => {
    const { mailToken, profile, password } = await forgetful()
    now.ahead = 3_601_000
    expect((await reset(mailToken)).status).toBe(400)
    now.ahead = 3_540_000
    expect((await reset(mailToken)).status).toBe(200)
    now.ahead = 0
    expect((await login(profile.email, password)).status).toBe(401)
  })

  it('is good for the address it was sent to only', async () => {
    const { mailToken, profile, password, token } = await forgetful()
    const address = `new-${profile.email}`
    await execute(app.current, 'update users set email = ? where id = ?', [address, profile.id])
    expect((await reset(mailToken)).status).toBe(400)
    expect((await login(address, password)).status).toBe(200)
    expect((await call('GET /auth/me', { token })).status).toBe(200)
  })

  it('does nothing for a deactivated account', async () => {
    const { mailToken, profile } = await forgetful()
    await execute(app.current, 'update users set is_active = false where id = ?', [profile.id])
    expect((await reset(mailToken)).status).toBe(400)
    expect((await login(profile.email, NEW)).status).toBe(401)
  })

  it('verifies no address by itself', async () => {
    const { mailToken } = await forgetful()
    expect((await call('POST /auth/verify-email', { body: { token: mailToken } })).status).toBe(400)
    expect((await reset(mailToken)).status).toBe(200)
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['invented', 'A'.repeat(43)],
    ['a number', 1],
    ['null', null],
    ['an object', {}],
    ['a zero byte', '\u0000'],
    ['an unpaired surrogate', '\ud800'],
    ['SQL', "' or '1'='1"],
  ])('is refused when it is %s', async (_what, token) => {
    const { status, body } = await reset(token)
    expect([status, body.error.code]).toEqual([400, 'invalid_token'])
  })
})

describe('the new password', () => {
  it.each([
    ['7 characters', '1234567'],
    ['129 characters', 'x'.repeat(129)],
    ['nothing', undefined],
    ['a number', 12_345_678],
    ['an unpaired surrogate', '12345678\ud800'],
  ])('is not %s, and the token stays good', async (_what, password) => {
    const { mailToken, token } = await forgetful()
    const body = { token: mailToken, new_password: password }
    const refused = await call('POST /auth/reset-password', { body })
    expect([refused.status, refused.body.error.code]).toEqual([422, 'validation_failed'])
    expect(refused.body.error.issues).toMatchObject([{ path: 'new_password' }])
    expect((await call('GET /auth/me', { token })).status).toBe(200)
    expect((await reset(mailToken)).status).toBe(200)
  })

  it.each(['12345678', 'x'.repeat(128), '🥒'.repeat(128), '  spaces  ', 'pa\u0000ssword'])(
    'may be %j',
    async (password) => {
      const { mailToken, profile } = await forgetful()
      expect((await reset(mailToken, password)).status).toBe(200)
      expect((await login(profile.email, password)).status).toBe(200)
    },
  )
})

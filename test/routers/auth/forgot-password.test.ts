import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { linkIn, mailbox, orderedFor, tokenIn } from '../../support/mailbox.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp, uniqueName } from '../../support/users.ts'

const box = mailbox()
const now = { ahead: 0 }
const app = testApp({
  services: { mail: box.mail, clock: { now: () => new Date(Date.now() + now.ahead) } },
})
const call = callerOf(app)

const forgot = (email: unknown) => call('POST /auth/forgot-password', { body: { email } })
const reset = (token: string, new_password = 'a new password') =>
  call('POST /auth/reset-password', { body: { token, new_password } })
const resetsTo = async (address: string) =>
  (await box.of(app.current, address)).filter(({ subject }) => subject === 'Reset your password')

const ANSWER = [200, { message: 'If the email exists, a reset link has been sent' }]
const set = (userId: string, what: string) =>
  execute(app.current, `update users set ${what} where id = ?`, [userId])

describe('forgetting a password', () => {
  it('brings a link to the front end by mail', async () => {
    const { profile } = await signUp(call)
    const { status, body } = await forgot(profile.email)
    expect([status, body]).toEqual(ANSWER)
    const [mail, ...more] = await resetsTo(profile.email)
    expect(more).toEqual([])
    if (!mail) throw new Error('no mail')
    const link = linkIn(mail)
    expect(link.origin + link.pathname).toBe(`${app.current.origin}/auth/reset-password`)
    expect(link.searchParams.get('token')).toMatch(/^[\w-]{43}$/)
  })

  it('goes with the address in any case, and the mail goes to the one that was registered', async () => {
    const { profile } = await signUp(call)
    await forgot(` ${profile.email.toUpperCase()} `)
    expect(await resetsTo(profile.email)).toHaveLength(1)
  })

  it('does not tell whether there is an account', async () => {
    const [known, deactivated] = [await signUp(call), await signUp(call)]
    await set(deactivated.profile.id, 'is_active = false')
    const unknown = `${uniqueName()}@example.com`
    const answers = [
      await forgot(known.profile.email),
      await forgot(unknown),
      await forgot(deactivated.profile.email),
      await forgot(known.profile.username),
      await forgot('not an address'),
    ]
    for (const { status, body, headers } of answers) {
      expect([status, body]).toEqual(ANSWER)
      expect(headers.getSetCookie()).toEqual([])
    }
    expect(await resetsTo(known.profile.email)).toHaveLength(1)
    for (const address of [unknown, deactivated.profile.email]) expect(await resetsTo(address)).toEqual([])
  })

  it('looks for the account after the answer: until then every address is the same job', async () => {
    const { profile } = await signUp(call)
    await app.current.services.jobs.runPending()
    const [known, unknown] = [profile.email, `${uniqueName()}@example.com`]
    for (const email of [known, unknown]) await forgot(email)
    const rows = await execute<{ name: string; email: string }>(
      app.current,
      `select name, data->>'email' as email from pgboss.job where state = 'created' and start_after <= now()`,
    )
    expect(rows).toEqual([known, unknown].map((email) => ({ name: 'request-reset', email })))
    expect(
      await execute(app.current, `select 1 from mail_tokens where kind = 'reset-password' and user_id = ?`, [
        profile.id,
      ]),
    ).toEqual([])
  })

  it('sends one mail a minute for each account, however many ask at once', async () => {
    const { profile } = await signUp(call)
    const addresses = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? profile.email : profile.email.toUpperCase(),
    )
    const answers = await Promise.all(addresses.map(forgot))
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(20).fill(ANSWER))
    expect(await resetsTo(profile.email)).toHaveLength(1)
    await forgot(profile.email)
    expect(await resetsTo(profile.email)).toHaveLength(1)
    // With the one of the registration.
    expect(await orderedFor(app.current, profile.email)).toBe(2)
    now.ahead = 61_000
    await forgot(profile.email)
    expect(await resetsTo(profile.email)).toHaveLength(2)
    now.ahead = 0
  })

  it('makes the link before no longer good', async () => {
    const { profile } = await signUp(call)
    await forgot(profile.email)
    const [first] = (await resetsTo(profile.email)).map(tokenIn)
    now.ahead = 61_000
    await forgot(profile.email)
    const [, second] = (await resetsTo(profile.email)).map(tokenIn)
    expect((await reset(first ?? '')).status).toBe(400)
    expect((await reset(second ?? '')).status).toBe(200)
    now.ahead = 0
  })

  it('gives a password to who never had one', async () => {
    const { profile } = await signUp(call)
    await set(profile.id, 'password_hash = null')
    await forgot(profile.email)
    const [mail] = await resetsTo(profile.email)
    expect((await reset(tokenIn(mail))).status).toBe(200)
    const login = await call('POST /auth/login', {
      body: { email: profile.email, password: 'a new password' },
    })
    expect(login.status).toBe(200)
  })

  it('mails once when its job is run again', async () => {
    const { profile } = await signUp(call)
    await forgot(profile.email)
    await resetsTo(profile.email)
    now.ahead = 120_000
    const again = await execute(
      app.current,
      `update pgboss.job set state = 'created', completed_on = null, started_on = null
       where name = 'request-reset' and state = 'completed' and data->>'email' = ? returning id`,
      [profile.email],
    )
    expect(again).toHaveLength(1)
    expect(await resetsTo(profile.email)).toHaveLength(1)
    now.ahead = 0
  })
})

describe('an address', () => {
  it.each(Object.entries(ODD_TEXTS))('that is %s never breaks anything', async (_what, email) => {
    const { status } = await forgot(email)
    expect([200, 413, 422]).toContain(status)
    expect((await app.current.services.jobs.runPending()).failed).toBe(0)
  })

  it.each([
    ['nothing', undefined],
    ['empty', ''],
    ['a number', 1],
    ['null', null],
    ['a list', ['a@example.com']],
    ['256 characters', `${'a'.repeat(244)}@example.com`],
  ])('that is %s is refused', async (_what, email) => {
    const { status, body } = await forgot(email)
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
  })

  it('is not taken from a form or from malformed JSON', async () => {
    const post = (type: string, body: string) =>
      call('POST /auth/forgot-password', { body, headers: { 'content-type': type } })
    expect((await post('application/json', '{"email":')).status).toBe(400)
    expect((await post('application/x-www-form-urlencoded', 'email=a')).status).toBe(415)
  })
})

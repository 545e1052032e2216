import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { claimsOf, forge } from '../../support/forge.ts'
import { mailbox, orderedFor, tokenIn } from '../../support/mailbox.ts'
import { signUp } from '../../support/users.ts'

const box = mailbox()
const now = { ahead: 0 }
const app = testApp({
  services: { mail: box.mail, clock: { now: () => new Date(Date.now() + now.ahead) } },
})
const call = callerOf(app)

const resend = (token: string) => call('POST /auth/resend-verification', { token })
const verify = (token: string) => call('POST /auth/verify-email', { body: { token } })
const mailsTo = (address: string) => box.of(app.current, address)
const SENT = [200, { message: 'Verification email sent' }]

async function registered() {
  const user = await signUp(call)
  await mailsTo(user.profile.email)
  return { ...user, mails: () => mailsTo(user.profile.email) }
}

describe('asking for the verification mail again', () => {
  it('sends a new link, and the one before is no longer good', async () => {
    const { token, mails } = await registered()
    const { status, body } = await resend(token)
    expect([status, body]).toEqual(SENT)
    const [first, second, ...more] = (await mails()).map(tokenIn)
    expect(more).toEqual([])
    expect((await verify(first ?? '')).status).toBe(400)
    expect((await verify(second ?? '')).status).toBe(200)
  })

  it('sends one mail a minute, however often and by however many requests at once', async () => {
    const { token, mails, profile } = await registered()
    const answers = await Promise.all(Array.from({ length: 20 }, () => resend(token)))
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(20).fill(SENT))
    expect(await orderedFor(app.current, profile.email)).toBe(2)
    expect(await mails()).toHaveLength(2)
    await resend(token)
    expect(await mails()).toHaveLength(2)
    now.ahead = 61_000
    await Promise.all([resend(token), resend(token)])
    expect(await mails()).toHaveLength(3)
    expect(await orderedFor(app.current, profile.email)).toBe(3)
    now.ahead = 0
    expect((await verify(tokenIn((await mails())[2]))).status).toBe(200)
  })

  it('leaves the link of a mail that is on its way good', async () => {
    const { token, mails } = await registered()
    await resend(token)
    const [, second] = await mails()
    await resend(token)
    expect((await verify(tokenIn(second))).status).toBe(200)
  })

  it('is refused when the address is verified', async () => {
    const { token, mails } = await registered()
    await verify(tokenIn((await mails())[0]))
    const { status, body } = await resend(token)
    expect([status, body.error.code, body.error.message]).toEqual([
      400,
      'bad_request',
      'Email already verified.',
    ])
    expect(await mails()).toHaveLength(1)
  })

  it('is refused when there is no address', async () => {
    const { token, profile } = await registered()
    await execute(app.current, 'update users set email = null where id = ?', [profile.id])
    expect((await resend(token)).status).toBe(400)
  })

  it('is refused without a credential, with a forged one, and with one that has ended', async () => {
    const { token } = await registered()
    const forged = forge({ claims: claimsOf(token), secret: 'x'.repeat(48) })
    await call('POST /auth/logout', { token })
    expect((await call('POST /auth/resend-verification')).status).toBe(401)
    for (const each of [forged, token]) expect((await resend(each)).status).toBe(401)
  })

  it('takes any body for none', async () => {
    const { token } = await registered()
    const body = { email: 'eve@example.com' }
    expect((await call('POST /auth/resend-verification', { token, body })).status).toBe(200)
    expect(await mailsTo('eve@example.com')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { mailbox, tokenIn } from '../../support/mailbox.ts'
import { signUp } from '../../support/users.ts'

const box = mailbox()
const app = testApp({ services: { mail: box.mail } })
const other = testApp({ beside: app })
const [here, there] = [callerOf(app), callerOf(other)]

/** Somebody who has just used the other server: whatever it may remember, it remembers. */
async function somebodyThere() {
  const user = await signUp(here)
  expect((await there('GET /auth/me', { token: user.token })).status).toBe(200)
  return user
}

describe('on the next request, also on another server', () => {
  it('a logout takes effect', async () => {
    const { token } = await somebodyThere()
    await here('POST /auth/logout', { token })
    expect((await there('GET /auth/me', { token })).status).toBe(401)
  })

  it('a deactivation takes effect', async () => {
    const { token, profile, password } = await somebodyThere()
    await execute(app.current, 'update users set is_active = false where id = ?', [profile.id])
    expect((await there('GET /auth/me', { token })).status).toBe(401)
    const login = await there('POST /auth/login', { body: { email: profile.email, password } })
    expect([login.status, login.body.error.code]).toEqual([403, 'account_suspended'])
  })

  it('a password reset takes effect', async () => {
    const { token, profile } = await somebodyThere()
    await here('POST /auth/forgot-password', { body: { email: profile.email } })
    const mails = await box.of(app.current, profile.email)
    const mailToken = tokenIn(mails.find(({ subject }) => subject === 'Reset your password'))
    const body = { token: mailToken, new_password: 'a new password' }
    expect((await there('POST /auth/reset-password', { body })).status).toBe(200)
    for (const each of [here, there]) expect((await each('GET /auth/me', { token })).status).toBe(401)
  })

  it('a new role takes effect, and its loss', async () => {
    const { token, profile } = await somebodyThere()
    const { slug, id } = await pluginOfSomebody()
    const rename = () => there(`PUT /plugins/${slug}`, { token, body: { short_description: `by ${id}` } })
    expect((await rename()).status).toBe(403)
    await grantRole(app.current, profile.id, 'admin')
    expect((await there('GET /auth/me', { token })).body.role).toBe('admin')
    expect((await rename()).status).toBe(200)
    await grantRole(app.current, profile.id, 'author')
    expect((await rename()).status).toBe(403)
  })
})

async function pluginOfSomebody() {
  const { token } = await signUp(here)
  const body = { name: `Plugin ${crypto.randomUUID()}`, short_description: 'Made by a test' }
  return (await here('POST /plugins', { token, body })).body
}

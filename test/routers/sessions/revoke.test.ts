import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { cookieOf, signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const other = testApp({ beside: app })
const call = callerOf(app)
const callOther = callerOf(other)

const logIn = async ({ profile, password }: TestUser, by = call) =>
  cookieOf((await by('POST /auth/login', { body: { email: profile.email, password } })).headers)
const list = async (cookie: string): Promise<{ id: string; current: boolean }[]> =>
  (await call('GET /auth/sessions', { cookie })).body.data
const statusOf = async (cookie: string, by = call) => (await by('GET /auth/me', { cookie })).status
const revoke = (cookie: string, id: string) => call(`DELETE /auth/sessions/${id}`, { cookie })

describe('ending one session', () => {
  it('signs it out at once, on every server, and no other', async () => {
    const user = await signUp(call)
    const stolen = await logIn(user, callOther)
    expect(await statusOf(stolen, callOther)).toBe(200)
    const target = (await list(user.cookie)).find(({ current }) => !current)
    const { status, body } = await revoke(user.cookie, target?.id ?? '')
    expect([status, body]).toEqual([200, { deleted: true }])
    for (const by of [call, callOther]) {
      expect(await statusOf(stolen, by)).toBe(401)
      expect(await statusOf(user.cookie, by)).toBe(200)
    }
    expect(await list(user.cookie)).toHaveLength(1)
  })

  it('can end the one that asks', async () => {
    const { cookie } = await signUp(call)
    const [session] = await list(cookie)
    expect((await revoke(cookie, session?.id ?? '')).status).toBe(200)
    expect(await statusOf(cookie)).toBe(401)
  })

  it('happens once, also when ten ask for it at the same time', async () => {
    const user = await signUp(call)
    await logIn(user)
    const target = (await list(user.cookie)).find(({ current }) => !current)?.id ?? ''
    const answers = await Promise.all(Array.from({ length: 10 }, () => revoke(user.cookie, target)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(404)])
  })

  it('is not possible for somebody else’s session: it is not there', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    const [session] = await list(alex.cookie)
    const { status, body } = await revoke(eve.cookie, session?.id ?? '')
    expect([status, body.error.code]).toEqual([404, 'not_found'])
    expect(await statusOf(alex.cookie)).toBe(200)
  })

  it('is 404 for one that is not there', async () => {
    const { cookie } = await signUp(call)
    expect((await revoke(cookie, randomUUID())).status).toBe(404)
  })

  it.each(ODD_PATHS)('is 404 for %s', async (_what, odd) => {
    const { cookie } = await signUp(call)
    expect([400, 404]).toContain((await revoke(cookie, odd)).status)
    expect(await statusOf(cookie)).toBe(200)
  })

  it('is refused without a credential', async () => {
    const { cookie } = await signUp(call)
    const [session] = await list(cookie)
    expect((await call(`DELETE /auth/sessions/${session?.id}`)).status).toBe(401)
    expect(await statusOf(cookie)).toBe(200)
  })
})

describe('ending all other sessions', () => {
  it('leaves the one that asks, on every server', async () => {
    const user = await signUp(call)
    const eve = await signUp(call)
    const others = [await logIn(user), await logIn(user, callOther), await logIn(user)]
    const { status, body } = await call('DELETE /auth/sessions', { cookie: user.cookie })
    expect([status, body]).toEqual([200, { revoked: 3 }])
    for (const by of [call, callOther]) {
      for (const each of others) expect(await statusOf(each, by)).toBe(401)
      expect(await statusOf(user.cookie, by)).toBe(200)
      expect(await statusOf(eve.cookie, by)).toBe(200)
    }
  })

  it('is nothing when there is no other', async () => {
    const { cookie } = await signUp(call)
    const { status, body } = await call('DELETE /auth/sessions', { cookie })
    expect([status, body]).toEqual([200, { revoked: 0 }])
  })

  it('is refused without a credential', async () => {
    const { cookie } = await signUp(call)
    expect((await call('DELETE /auth/sessions')).status).toBe(401)
    expect(await statusOf(cookie)).toBe(200)
  })
})

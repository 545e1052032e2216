import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const cleared = [expect.stringMatching(/^pumpkin_hub_token=; .*(Expires=Thu, 01 Jan 1970|Max-Age=0)/)]

describe('logging out', () => {
  it('ends the session at once, for the cookie and for the Bearer token', async () => {
    const { cookie, token } = await signUp(call)
    const { status, body, headers } = await call('POST /auth/logout', { cookie })
    expect([status, body]).toEqual([200, { message: 'Logged out' }])
    expect(headers.getSetCookie()).toEqual(cleared)
    expect((await call('GET /auth/me', { cookie })).status).toBe(401)
    expect((await call('GET /auth/me', { token })).status).toBe(401)
  })

  it('works with a Bearer token', async () => {
    const { token } = await signUp(call)
    expect((await call('POST /auth/logout', { token })).status).toBe(200)
    expect((await call('GET /auth/me', { token })).status).toBe(401)
  })

  it('ends this session only', async () => {
    const { profile, password, cookie, token } = await signUp(call)
    const other = await call('POST /auth/login', { body: { email: profile.email, password } })
    expect(other.status).toBe(200)
    await call('POST /auth/logout', {
      headers: { cookie: other.headers.getSetCookie()[0]?.split(';')[0] ?? '' },
    })
    expect((await call('GET /auth/me', { cookie })).status).toBe(200)
    expect((await call('GET /auth/me', { token })).status).toBe(200)
  })

  it.each([
    ['nobody', {}],
    ['a stale cookie', { cookie: 'pumpkin_hub_token=stale' }],
    ['a forged token', { token: 'a.b.c' }],
    ['a broken header', { headers: { authorization: 'Basic YTpi' } }],
    ['two credentials', { token: 'one', cookie: 'pumpkin_hub_token=other' }],
    ['an unknown key', { headers: { 'x-api-key': 'phub_0' } }],
  ])('answers the same to %s', async (_, credentials) => {
    const { status, body, headers } = await call('POST /auth/logout', credentials)
    expect([status, body]).toEqual([200, { message: 'Logged out' }])
    expect(headers.getSetCookie()).toEqual(cleared)
  })

  it('answers the same to whoever has logged out already', async () => {
    const { cookie } = await signUp(call)
    for (let time = 0; time < 2; time++)
      expect((await call('POST /auth/logout', { cookie })).status).toBe(200)
  })

  it('is not possible by following a link', async () => {
    const { cookie } = await signUp(call)
    expect((await call('GET /auth/logout', { cookie })).status).toBe(405)
    expect((await call('GET /auth/me', { cookie })).status).toBe(200)
  })
})

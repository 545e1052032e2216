import { expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { claimsOf } from '../../support/forge.ts'
import { signUp, uniqueName } from '../../support/users.ts'

const app = testApp({
  env: { PUBLIC_URL: 'https://hub.example.com', COOKIE_DOMAIN: 'example.com', JWT_TTL_SECONDS: '3600' },
})
const call = callerOf(app)

const attributesOf = (headers: Headers) =>
  headers.getSetCookie().map((line) => line.split('; ').slice(1).sort())

it('the cookie of a server behind https is secure, and as its operator set it', async () => {
  const username = uniqueName()
  const body = { username, email: `${username}@example.com`, password: 'my_secure_password' }
  const { headers } = await call('POST /auth/register', { body })
  expect(attributesOf(headers)).toEqual([
    ['Domain=example.com', 'HttpOnly', 'Max-Age=3600', 'Path=/', 'SameSite=Lax', 'Secure'],
  ])
})

it('the cookie is cleared with the attributes it was set with, or browsers would keep it', async () => {
  const { headers } = await call('POST /auth/logout')
  expect(attributesOf(headers)).toEqual([
    [
      'Domain=example.com',
      'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'HttpOnly',
      'Max-Age=0',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ],
  ])
})

it('the token is good as long as the operator says', async () => {
  const { token } = await signUp(call)
  const { iat, exp } = claimsOf(token)
  expect(exp - iat).toBe(3600)
})

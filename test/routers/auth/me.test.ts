import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const write = (sql: string, values: unknown[]) => app.current.services.orm.em.fork().execute(sql, values)

describe('GET /auth/me', () => {
  it('answers each caller their own profile, in the shape that registration gave', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    expect((await call('GET /auth/me', { cookie: alex.cookie })).body).toEqual(alex.profile)
    expect((await call('GET /auth/me', { token: eve.token })).body).toEqual(eve.profile)
  })

  it('is for signed-in people only', async () => {
    const { status, headers, body } = await call('GET /auth/me')
    expect([status, body.error.code]).toEqual([401, 'unauthenticated'])
    expect(headers.get('www-authenticate')).toBe('Bearer')
  })

  it('is not kept by caches', async () => {
    const { cookie } = await signUp(call)
    expect((await call('GET /auth/me', { cookie })).headers.get('cache-control')).toBe('no-store')
  })

  it('shows what the database says, not what the token said at its issue', async () => {
    const { cookie, profile } = await signUp(call)
    await write("update users set role = 'moderator', email = null, email_verified = true where id = ?", [
      profile.id,
    ])
    const { body } = await call('GET /auth/me', { cookie })
    expect(body).toMatchObject({ role: 'moderator', email: null, email_verified: true })
  })

  it('is the same procedure over RPC', async () => {
    const { cookie, profile } = await signUp(call)
    expect((await call('GET //trpc/auth.me', { cookie })).body.result.data).toEqual(profile)
    const refused = await call('GET //trpc/auth.me')
    expect([refused.status, refused.body.error.data.code]).toEqual([401, 'unauthenticated'])
  })
})

import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { cookieOf, signUp, uniqueName } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const register = (body: unknown) => call('POST /auth/register', { body })

const somebody = (overrides: object = {}) => {
  const username = uniqueName()
  return { username, email: `${username}@example.com`, password: 'my_secure_password', ...overrides }
}

describe('a new account', () => {
  it('is answered with its profile', async () => {
    const { body } = await register(somebody({ username: 'rustcraftdev', email: 'alex@example.com' }))
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      username: 'rustcraftdev',
      display_name: null,
      email: 'alex@example.com',
      avatar_url: null,
      bio: null,
      email_verified: false,
      is_active: true,
      role: 'author',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    })
  })

  it('is signed in by a cookie that scripts cannot read', async () => {
    const { status, headers } = await register(somebody())
    expect(status).toBe(200)
    const [cookie = ''] = headers.getSetCookie()
    expect(cookie.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Max-Age=86400',
      'Path=/',
      'SameSite=Lax',
    ])
    expect((await call('GET /auth/me', { cookie: cookieOf(headers) })).status).toBe(200)
  })

  it('can be used by programs that send the value of the cookie as a Bearer token', async () => {
    const { token, profile } = await signUp(call)
    expect((await call('GET /auth/me', { token })).body).toEqual(profile)
  })

  it('gets a token with the claims of the documentation', async () => {
    const { token, profile } = await signUp(call)
    const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(JSON.parse(header ?? '')).toEqual({ alg: 'HS256', typ: 'JWT' })
    const claims = JSON.parse(payload ?? '')
    expect(claims).toEqual({
      sub: profile.id,
      username: profile.username,
      role: 'author',
      iat: expect.any(Number),
      exp: claims.iat + 86_400,
      sid: expect.any(String),
    })
    expect(Math.abs(claims.iat - Date.now() / 1000)).toBeLessThan(60)
  })

  it('is greeted by mail', async () => {
    const { profile } = await signUp(call)
    const events = await app.current.services.orm.em
      .fork()
      .execute("select data from outbox_events where type = 'user.registered'")
    expect(events.map(({ data }) => data)).toContainEqual({
      userId: profile.id,
      username: profile.username,
      email: profile.email,
    })
  })

  it('keeps neither its password nor its session readable in the database', async () => {
    const { password, profile, token } = await signUp(call)
    const em = app.current.services.orm.em.fork()
    const [user] = await em.execute('select password_hash from users where id = ?', [profile.id])
    expect(user?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(user?.password_hash).not.toContain(password)
    const { sid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const [session] = await em.execute('select * from sessions where user_id = ?', [profile.id])
    expect(JSON.stringify(session)).not.toContain(sid)
    expect(session).toMatchObject({ ip: '127.0.0.1' })
  })
})

describe('a name or address that is taken', () => {
  it('is a conflict, whatever the case of the name', async () => {
    const { profile } = await signUp(call)
    const { status, body } = await register(somebody({ username: profile.username.toUpperCase() }))
    expect(status).toBe(409)
    expect(body.error).toMatchObject({ code: 'conflict', message: expect.stringContaining('username') })
  })

  it('is a conflict, whatever the case of the address', async () => {
    const { profile } = await signUp(call)
    const { status, body, headers } = await register(somebody({ email: profile.email.toUpperCase() }))
    expect(status).toBe(409)
    expect(body.error).toMatchObject({ code: 'conflict', message: expect.stringContaining('email address') })
    expect(headers.getSetCookie()).toEqual([])
  })

  it('goes to exactly one of twenty who ask for it at once', async () => {
    const username = uniqueName()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        register(somebody({ username: index % 2 ? username : username.toUpperCase() })),
      ),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array(19).fill(409)])
  })

  it('goes to exactly one of twenty who register one address at once', async () => {
    const email = `${uniqueName()}@example.com`
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(somebody({ email }))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
  })

  it('leaves no trace of whoever came too late', async () => {
    const { profile } = await signUp(call)
    const late = somebody({ email: profile.email })
    await register(late)
    const em = app.current.services.orm.em.fork()
    expect(await em.execute('select 1 from users where username = ?', [late.username])).toEqual([])
    expect(
      await em.execute("select 1 from outbox_events where data->>'username' = ?", [late.username]),
    ).toEqual([])
  })
})

it('a registration with a credential that is not good is refused, and its cookie cleared', async () => {
  const answer = await call('POST /auth/register', { body: somebody(), cookie: 'pumpkin_hub_token=stale' })
  expect(answer.status).toBe(401)
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^pumpkin_hub_token=;.*(Max-Age=0|1970)/),
  ])
})

import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { claimsOf, forge } from '../../support/forge.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const secret = 'a secret that only this test and its server know'
const app = testApp({ env: { JWT_SECRET: secret } })
const call = callerOf(app)

const me = async (credentials: object) => (await call('GET /auth/me', credentials)).status
const write = (sql: string, values: unknown[]) => execute(app.current, sql, values)

/** The token of `user`, changed and signed again by the right key. */
const changed = ({ token }: TestUser, changes: object) =>
  forge({ claims: { ...claimsOf(token), ...changes }, secret })

const nowSeconds = () => Math.floor(Date.now() / 1000)

describe('a token', () => {
  it('is good however it is written, as long as the key signed it', async () => {
    const user = await signUp(call)
    expect(await me({ token: changed(user, {}) })).toBe(200)
    expect(await me({ token: changed(user, { more: 'claims' }) })).toBe(200)
    expect(
      await me({ token: forge({ header: { alg: 'HS256' }, claims: claimsOf(user.token), secret }) }),
    ).toBe(200)
  })

  it('is believed about the session only: name and role come from the database', async () => {
    const user = await signUp(call)
    const { body } = await call('GET /auth/me', { token: changed(user, { role: 'admin', username: 'root' }) })
    expect(body).toEqual(user.profile)
  })

  it.each<[string, (claims: Record<string, unknown>, token: string) => string]>([
    ['nothing', () => ''],
    ['no token at all', () => 'hello'],
    ['two parts', (_, token) => token.split('.').slice(0, 2).join('.')],
    ['four parts', (_, token) => `${token}.x`],
    ['three empty parts', () => '..'],
    ['a cut signature', (_, token) => token.slice(0, -1)],
    ['a lengthened signature', (_, token) => `${token}A`],
    ['a padded signature', (_, token) => `${token}=`],
    ['no signature', (_, token) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['the signature of another key', (claims) => forge({ claims, secret: `${secret}!` })],
    ['the signature of an empty key', (claims) => forge({ claims, secret: '' })],
    [
      'alg none',
      (claims) =>
        `${forge({ header: { alg: 'none' }, claims, secret })
          .split('.')
          .slice(0, 2)
          .join('.')}.`,
    ],
    [
      'alg none and a right signature',
      (claims) => forge({ header: { alg: 'none', typ: 'JWT' }, claims, secret }),
    ],
    ['HS512', (claims) => forge({ header: { alg: 'HS512' }, claims, secret, hash: 'sha512' })],
    ['HS512 in name only', (claims) => forge({ header: { alg: 'HS512' }, claims, secret })],
    ['RS256 in name only', (claims) => forge({ header: { alg: 'RS256' }, claims, secret })],
    ['alg in lower case', (claims) => forge({ header: { alg: 'hs256' }, claims, secret })],
    ['no alg', (claims) => forge({ header: { typ: 'JWT' }, claims, secret })],
    ['another type of token', (claims) => forge({ header: { alg: 'HS256', typ: 'at+jwt' }, claims, secret })],
    [
      'demands that nobody knows',
      (claims) => forge({ header: { alg: 'HS256', crit: ['x'] }, claims, secret }),
    ],
    ['a header that is no object', (claims) => forge({ header: 'null', claims, secret })],
    ['claims that are no JSON', () => forge({ claims: '{', secret })],
    ['claims that are null', () => forge({ claims: 'null', secret })],
    ['claims that are a list', () => forge({ claims: [], secret })],
    ['no sid', ({ sid: _, ...claims }) => forge({ claims, secret })],
    ['an empty sid', (claims) => forge({ claims: { ...claims, sid: '' }, secret })],
    ['a sid nobody has', (claims) => forge({ claims: { ...claims, sid: 'a'.repeat(40) }, secret })],
    ['a sid of SQL', (claims) => forge({ claims: { ...claims, sid: "' or 1=1 --" }, secret })],
    [
      'a sid with a zero byte',
      (claims) => forge({ claims: { ...claims, sid: `${claims.sid}\u0000` }, secret }),
    ],
    ['a sid that is no text', (claims) => forge({ claims: { ...claims, sid: 7 }, secret })],
    ['no sub', ({ sub: _, ...claims }) => forge({ claims, secret })],
    ['the sub of nobody', (claims) => forge({ claims: { ...claims, sub: crypto.randomUUID() }, secret })],
    ['no exp', ({ exp: _, ...claims }) => forge({ claims, secret })],
    ['an exp that is text', (claims) => forge({ claims: { ...claims, exp: '9999999999' }, secret })],
    ['an exp that has passed', (claims) => forge({ claims: { ...claims, exp: nowSeconds() - 1 }, secret })],
    ['an exp of this second', (claims) => forge({ claims: { ...claims, exp: nowSeconds() }, secret })],
    ['no iat', ({ iat: _, ...claims }) => forge({ claims, secret })],
    ['an iat to come', (claims) => forge({ claims: { ...claims, iat: nowSeconds() + 60 }, secret })],
    ['another role', (claims) => forge({ claims: { ...claims, role: 'owner' }, secret })],
    ['seven thousand characters', () => 'a'.repeat(7000)],
    ['SQL', () => "'or'1'='1"],
  ])('with %s is refused, in the cookie and in the header', async (_, make) => {
    const { token: good } = await signUp(call)
    const token = make(claimsOf(good), good)
    const headers = { authorization: `Bearer ${token}` }
    expect(await me({ headers })).toBe(401)
    const answer = await call('GET /auth/me', { cookie: `pumpkin_hub_token=${token}` })
    expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthenticated'])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('of somebody else does not open the session it names', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    expect(await me({ token: changed(eve, { sid: claimsOf(alex.token).sid }) })).toBe(401)
    expect(await me({ token: changed(eve, { sub: alex.profile.id }) })).toBe(401)
  })

  it('is refused everywhere, also where anybody may call', async () => {
    for (const request of ['GET /categories', 'GET /health', 'POST /auth/login'] as const) {
      expect((await call(request, { token: 'stale' })).status).toBe(401)
      expect((await call(request, { cookie: 'pumpkin_hub_token=stale' })).status).toBe(401)
    }
  })
})

describe('a session', () => {
  it.each([
    ['it is deleted', 'delete from sessions where user_id = ?'],
    ['it has expired', "update sessions set expires_at = now() - interval '1 second' where user_id = ?"],
    ['its user is deactivated', 'update users set is_active = false where id = ?'],
    [
      'its user is gone',
      'delete from organisations where personal_user_id = ?',
      'delete from users where id = ?',
    ],
  ])('is over at the next request when %s', async (_, ...statements) => {
    const { profile, token, cookie } = await signUp(call)
    expect(await me({ token })).toBe(200)
    for (const sql of statements) await write(sql, [profile.id])
    expect(await me({ token })).toBe(401)
    expect(await me({ cookie })).toBe(401)
  })

  it('has the role that its user has at this request', async () => {
    const { profile, cookie } = await signUp(call)
    for (const role of ['admin', 'author', 'moderator']) {
      await write('update users set role = ? where id = ?', [role, profile.id])
      expect((await call('GET /auth/me', { cookie })).body.role).toBe(role)
    }
  })
})

describe('a cookie that is not good', () => {
  it('is cleared with the refusal, over REST and RPC', async () => {
    for (const request of ['GET /auth/me', 'GET //trpc/auth.me', 'GET /categories'] as const) {
      const { status, headers } = await call(request, { cookie: 'pumpkin_hub_token=stale' })
      expect(status).toBe(401)
      expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^pumpkin_hub_token=; .*1970/)])
    }
  })

  it('is not cleared when the header is what is wrong', async () => {
    const { cookie } = await signUp(call)
    const wrong: Record<string, string>[] = [
      { authorization: 'Bearer stale' },
      { authorization: 'Basic YTpi' },
      { 'x-api-key': 'x' },
    ]
    for (const headers of wrong) {
      const answer = await call('GET /auth/me', { cookie, headers })
      expect(answer.status).toBe(401)
      expect(answer.headers.getSetCookie()).toEqual([])
    }
  })
})

describe('several credentials', () => {
  it('are good when they are the same', async () => {
    const { cookie, token } = await signUp(call)
    expect(await me({ cookie, token })).toBe(200)
    expect(await me({ cookie: `theme=dark; ${cookie}; ${cookie}` })).toBe(200)
  })

  it('are refused when they differ, even if each is good', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    expect(await me({ cookie: alex.cookie, token: eve.token })).toBe(401)
    expect(await me({ cookie: `${alex.cookie}; ${eve.cookie}` })).toBe(401)
    expect(await me({ cookie: alex.cookie, headers: { 'x-api-key': 'phub_00000000_0' } })).toBe(401)
  })

  it('in repeated headers are refused', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    expect(await raw([['Authorization', `Bearer ${alex.token}`]])).toBe(200)
    expect(
      await raw([
        ['Authorization', `Bearer ${alex.token}`],
        ['authorization', `Bearer ${eve.token}`],
      ]),
    ).toBe(401)
    expect(
      await raw([
        ['Cookie', alex.cookie],
        ['Cookie', eve.cookie],
      ]),
    ).toBe(401)
    expect(
      await raw([
        ['Cookie', alex.cookie],
        ['Cookie', 'theme=dark'],
      ]),
    ).toBe(200)
  })
})

describe('a header', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])('may say %j', async (scheme) => {
    const { token } = await signUp(call)
    expect(await me({ headers: { authorization: `${scheme} ${token}` } })).toBe(200)
  })

  it.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Token x', 'Bearer a b', 'Bearera'])(
    'cannot be %j',
    async (text) => {
      expect(await me({ headers: { authorization: text } })).toBe(401)
    },
  )

  it('X-API-Key is no place for a session, nor for what is no key', async () => {
    const { token } = await signUp(call)
    for (const key of [token, 'phub_00000000_00000000000000000000000000000000', '']) {
      expect(await me({ headers: { 'x-api-key': key } })).toBe(401)
      expect((await call('GET /categories', { headers: { 'x-api-key': key } })).status).toBe(401)
    }
  })

  it('other cookies are nobody’s credential', async () => {
    const { token } = await signUp(call)
    expect(
      (await call('GET /categories', { cookie: `x_pumpkin_hub_token=a; pumpkin_hub_token_2=b` })).status,
    ).toBe(200)
    expect(await me({ cookie: `xpumpkin_hub_token=${token}` })).toBe(401)
  })
})

/** The status of `GET /auth/me` with headers exactly as given: `fetch` joins the ones that are repeated. */
const raw = (headers: [string, string][]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { host } = new URL(app.current.origin)
    request(
      `${app.current.origin}/api/v1/auth/me`,
      { headers: ['Host', host, ...headers.flat()] },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
      .on('error', reject)
      .end()
  })

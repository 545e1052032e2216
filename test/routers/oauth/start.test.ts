import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { Browser, CLIENT, testProvider } from '../../support/oauth.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp } from '../../support/users.ts'

const provider = await testProvider()
const app = testApp({ env: provider.env })
const call = callerOf(app)

describe.each([
  ['github', 'read:user user:email'],
  ['google', 'openid email profile'],
  ['discord', 'identify email'],
])('GET /auth/%s', (name, scope) => {
  it("redirects to the provider's page with its scopes, state and PKCE", async () => {
    const { status, headers } = await call(`GET /auth/${name}`)
    expect([status, headers.get('cache-control')]).toEqual([302, 'no-store'])
    const url = new URL(headers.get('location') ?? '')
    expect(url.origin + url.pathname).toBe(`${provider.origin}/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: `${app.current.origin}/api/v1/auth/${name}/callback`,
      scope,
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
  })

  it('keeps the attempt for ten minutes in a cookie that scripts cannot read', async () => {
    const { headers } = await call(`GET /auth/${name}`)
    const [cookie = '', ...others] = headers.getSetCookie()
    expect(others).toEqual([])
    const attributes = cookie.split('; ').slice(1).sort()
    expect(attributes).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax'])
    expect(cookie).not.toContain(provider.origin)
  })
})

it('each attempt has a state and a challenge of its own', async () => {
  const urls = await Promise.all(Array.from({ length: 10 }, () => call('GET /auth/github')))
  for (const parameter of ['state', 'code_challenge']) {
    const values = urls.map(({ headers }) =>
      new URL(headers.get('location') ?? '').searchParams.get(parameter),
    )
    expect(new Set(values).size).toBe(10)
  }
})

it('one browser keeps the last five attempts', async () => {
  const browser = new Browser(call)
  const names: string[] = []
  for (let n = 0; n < 8; n++) {
    const before = new Set(browser.cookies.keys())
    await browser.get('/auth/google')
    names.push(...[...browser.cookies.keys()].filter((name) => !before.has(name)))
  }
  expect([...browser.cookies.keys()]).toEqual(names.slice(3))
})

describe('return_to', () => {
  const start = (returnTo: string) => call(`GET /auth/github?return_to=${encodeURIComponent(returnTo)}`)

  it.each(['/', '/plugins/my-plugin', '/search?q=a%20b&page=2#top', '/@me', `/${'a'.repeat(499)}`])(
    '%s is a path of the front end',
    async (path) => expect((await start(path)).status).toBe(302),
  )

  it.each([
    '',
    'plugins',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    'https://evil.example/',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '.evil.example',
    '@evil.example',
    ':80@evil.example',
    '/a\\..\\\\evil.example',
    '/a\r\nSet-Cookie: a=b',
    '/a b',
    '/ö',
    `/${'a'.repeat(500)}`,
    ...Object.values(ODD_TEXTS).filter((text) => text.length < 5000),
  ])('%j is refused', async (returnTo) => {
    const { status, body, headers } = await start(returnTo.toWellFormed())
    expect([status, body.error.code]).toEqual([422, 'validation_failed'])
    expect(body.error.issues[0].path).toBe('return_to')
    expect(headers.getSetCookie()).toEqual([])
  })

  it('of two values is refused', async () => {
    expect((await call('GET /auth/github?return_to=/a&return_to=/b')).status).toBe(422)
  })
})

it('RPC answers the address to go to', async () => {
  const { status, body, headers } = await call(
    'GET //trpc/oauth.google?input=%7B%22return_to%22%3A%22%2Fme%22%7D',
  )
  expect(status).toBe(200)
  expect(body.result.data.redirect).toMatch(`${provider.origin}/authorize?`)
  expect(headers.getSetCookie()).toHaveLength(1)
})

it('a credential that is not good is 401, as everywhere', async () => {
  expect((await call('GET /auth/github', { token: 'forged' })).status).toBe(401)
})

it('somebody who is signed in may start another sign-in', async () => {
  const { cookie } = await signUp(call)
  expect((await call('GET /auth/github', { cookie })).status).toBe(302)
})

it.each(['POST', 'PUT', 'DELETE'])('%s is not possible', async (method) => {
  const { status, headers } = await call(`${method} /auth/github` as 'POST /auth/github')
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
})

it('there is no other provider', async () => {
  for (const name of ['facebook', 'GITHUB', '__proto__', 'constructor', '%00']) {
    expect((await call(`GET /auth/${name}`)).status).toBe(404)
    expect((await call(`GET /auth/${name}/callback`)).status).toBe(404)
  }
})

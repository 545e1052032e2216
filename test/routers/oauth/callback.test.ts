import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { Browser, testProvider } from '../../support/oauth.ts'
import { somebody } from '../../support/oauth-people.ts'
import { uniqueName } from '../../support/users.ts'

const FRONT_END = 'https://hub.example'
const provider = await testProvider()
const app = testApp({ env: { ...provider.env, ALLOWED_ORIGINS: `${FRONT_END},https://other.example` } })
const call = callerOf(app)
const other = testApp({ env: provider.env, beside: app })
const PROVIDERS = ['github', 'google', 'discord'] as const

describe.each(PROVIDERS)('coming back from %s for the first time', (name) => {
  it('makes an account of what the provider knows, and signs it in', async () => {
    const browser = new Browser(call)
    const login = uniqueName(name)
    const person = somebody(name, { login, name: 'Ada Lovelace' })
    const { status, headers, body } = await browser.signIn(provider, name, person)
    expect([status, headers.get('location'), body.length]).toEqual([302, `${FRONT_END}/`, 0])
    expect(headers.get('cache-control')).toBe('no-store')
    expect(await browser.profile()).toEqual({
      id: expect.any(String),
      username: login,
      display_name: name === 'google' ? login : 'Ada Lovelace',
      email: `${login}@example.com`,
      avatar_url: expect.stringMatching(
        /^https:\/\/(avatars|lh3)\.example\.com\/|^https:\/\/cdn\.discordapp\.com\//,
      ),
      bio: null,
      email_verified: true,
      is_active: true,
      role: 'author',
      created_at: expect.any(String),
    })
  })

  it('leaves a session cookie like a login, and no trace of the attempt', async () => {
    const browser = new Browser(call)
    const { headers } = await browser.signIn(provider, name, somebody(name))
    expect([...browser.cookies.keys()]).toEqual(['pumpkin_hub_token'])
    const session = headers.getSetCookie().find((line) => line.startsWith('pumpkin_hub_token='))
    expect(session?.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Max-Age=86400',
      'Path=/',
      'SameSite=Lax',
    ])
  })

  it('and again signs in to the same account, whatever changed at the provider', async () => {
    const person = somebody(name)
    const [first, second] = [new Browser(call), new Browser(call)]
    await first.signIn(provider, name, person)
    const renamed = somebody(name, { login: uniqueName(name), name: 'Another Name' })
    const { id, sub } = person.userInfo as { id: unknown; sub: unknown }
    Object.assign(renamed.userInfo as object, id === undefined ? { sub } : { id })
    await second.signIn(provider, name, renamed)
    expect(await second.profile()).toEqual(await first.profile())
    expect(second.cookies.get('pumpkin_hub_token')).not.toBe(first.cookies.get('pumpkin_hub_token'))
  })
})

describe('the page of origin', () => {
  it.each(['/plugins/my-plugin', '/search?q=a%20b&page=2#top', '/@hub.evil', '/.//evil.example'])(
    '%s is restored',
    async (path) => {
      const { headers } = await new Browser(call).signIn(provider, 'github', somebody('github'), path)
      const location = headers.get('location') ?? ''
      expect(new URL(location).origin).toBe(FRONT_END)
      expect(location).toBe(new URL(FRONT_END + path).href)
    },
  )
})

it('five tabs of one browser finish in any order', async () => {
  const browser = new Browser(call)
  const ways: [string, string][] = []
  for (const [n, name] of [...PROVIDERS, 'github', 'google'].entries()) {
    const as = name as (typeof PROVIDERS)[number]
    ways.push([`/${n}`, await browser.leave(provider, as, somebody(as), `/${n}`)])
  }
  for (const [page, way] of ways.reverse()) {
    expect((await browser.get(way)).headers.get('location')).toBe(FRONT_END + page)
  }
})

it('people may come back to another server of the platform', async () => {
  const browser = new Browser(call)
  const way = await browser.leave(provider, 'github', somebody('github'))
  const elsewhere = new Browser(callerOf(other))
  for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value)
  expect((await elsewhere.get(way)).headers.get('location')).toBe(`${other.current.origin}/`)
  expect((await elsewhere.profile()).email_verified).toBe(true)
})

it('RPC signs in too', async () => {
  const browser = new Browser(call)
  const way = await browser.leave(provider, 'discord', somebody('discord'), '/me')
  const input = JSON.stringify(Object.fromEntries(new URL(way, FRONT_END).searchParams))
  const { body } = await browser.get(`//trpc/oauth.discordCallback?input=${encodeURIComponent(input)}`)
  expect(body.result.data).toEqual({ redirect: `${FRONT_END}/me` })
  expect((await browser.profile()).email_verified).toBe(true)
})

it('HEAD says where it would go and uses nothing up', async () => {
  const browser = new Browser(call)
  const way = await browser.leave(provider, 'github', somebody('github'))
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  const head = await call(`HEAD ${way}`, { cookie })
  expect([head.status, head.headers.getSetCookie()]).toEqual([302, []])
  expect((await browser.get(way)).status).toBe(302)
  expect((await browser.profile()).is_active).toBe(true)
})

it('a deactivated account is told so, and gets no session', async () => {
  const [person, browser] = [somebody('github'), new Browser(call)]
  await browser.signIn(provider, 'github', person)
  const { id } = await browser.profile()
  await execute(app.current, 'update users set is_active = false where id = ?', [id])
  const again = await new Browser(call).signIn(provider, 'github', person)
  expect([again.status, again.body.error.code]).toEqual([403, 'account_suspended'])
  expect(again.headers.getSetCookie().join()).not.toContain('pumpkin_hub_token=')
})

it('an account without a password cannot log in with one', async () => {
  const browser = new Browser(call)
  await browser.signIn(provider, 'google', somebody('google'))
  const { email } = await browser.profile()
  for (const password of ['null', 'undefined', 'my_secure_password']) {
    expect((await call('POST /auth/login', { body: { email, password } })).status).toBe(401)
  }
})

describe('denied by the user', () => {
  const denied = `${FRONT_END}/auth?error=access_denied`

  it('they come back to the front end, and the attempt is over', async () => {
    const browser = new Browser(call)
    const way = await browser.leave(provider, 'google', somebody('google'))
    const state = new URL(way, FRONT_END).searchParams.get('state')
    const { status, headers } = await browser.get(`/auth/google/callback?error=access_denied&state=${state}`)
    expect([status, headers.get('location')]).toEqual([302, denied])
    expect([...browser.cookies]).toEqual([])
    expect((await browser.get(way)).status).toBe(401)
  })

  it('also when they took too long over it', async () => {
    const { status, headers } = await call('GET /auth/discord/callback?error=access_denied')
    expect([status, headers.get('location')]).toEqual([302, denied])
  })
})

import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { Browser, type Person, type Provider, testProvider } from '../../support/oauth.ts'
import { somebody } from '../../support/oauth-people.ts'
import { signUp, uniqueName } from '../../support/users.ts'

const provider = await testProvider()
const app = testApp({ env: provider.env })
const call = callerOf(app)

const withLogin = (login: string, name: Provider = 'github') =>
  somebody(name, { login, email: `${uniqueName()}@example.com` })

async function usernameOf(person: Person, name: Provider = 'github'): Promise<string> {
  const browser = new Browser(call)
  await browser.signIn(provider, name, person)
  return (await browser.profile()).username
}

describe('a username', () => {
  it.each([
    ['OctoCat', 'OctoCat'],
    ['john.doe', 'john-doe'],
    ['__init__', '__init__'],
    ['Zoë Müller', 'Zoe-Muller'],
    ['Тарас', 'Taras'],
    ['管理员', /^Guan-?Li-?Yuan$/],
    ['ａｄａ', 'ada'],
    ['.hidden.', 'hidden'],
    ['a'.repeat(60), 'a'.repeat(39)],
    [`${'b'.repeat(38)}.c`, 'b'.repeat(38)],
    ['!!!', 'user'],
    ['👩‍👩‍👧', /^user-?\d*$/],
    ['\u0000', /^user-?\d*$/],
    ["'; drop table users; --", 'drop-table-users'],
    ['admin', 'admin-2'],
    ['Pumpkin', 'Pumpkin-2'],
    ['ａｐｉ', 'api-2'],
  ])('of %j is %s', async (login, expected) => {
    expect(await usernameOf(withLogin(login, 'discord'), 'discord')).toMatch(
      expected instanceof RegExp ? expected : new RegExp(`^${expected}$`),
    )
  })

  it('is the name where the provider has no usernames', async () => {
    expect(await usernameOf(withLogin('Grace Hopper', 'google'), 'google')).toBe('Grace-Hopper')
  })

  it('is made up where the provider says nothing', async () => {
    expect(await usernameOf({ userInfo: { sub: uniqueName() } }, 'google')).toMatch(/^user(-\d+)?$/)
  })

  it('that is taken gets the next number, in any case', async () => {
    const { profile } = await signUp(call)
    const login = profile.username.toUpperCase()
    expect(await usernameOf(withLogin(login))).toBe(`${login}-2`)
    expect(await usernameOf(withLogin(login.toLowerCase()))).toBe(`${login.toLowerCase()}-3`)
  })

  it('that is taken and long makes room for its number', async () => {
    const login = uniqueName('x'.repeat(26)).slice(0, 39)
    await signUp(call, { username: login })
    expect(login).toHaveLength(39)
    expect(await usernameOf(withLogin(login))).toBe(`${login.slice(0, 37)}-2`)
  })
})

describe('at once', () => {
  const ten = <T>(make: (n: number) => Promise<T>) =>
    Promise.all(Array.from({ length: 10 }, (_, n) => make(n)))

  /** Ten browsers on their way back, who arrive together. */
  async function arrive(personOf: (n: number) => Person, nameOf: (n: number) => Provider = () => 'github') {
    const arrivals = await ten(async (n) => {
      const browser = new Browser(call)
      return { browser, way: await browser.leave(provider, nameOf(n), personOf(n)) }
    })
    const answers = await Promise.all(arrivals.map(({ browser, way }) => browser.get(way)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(302))
    return Promise.all(arrivals.map(({ browser }) => browser.profile()))
  }

  it('ten people with one login get ten usernames', async () => {
    const login = uniqueName('twin')
    const profiles = await arrive(() => withLogin(login))
    const expected = [login, ...Array.from({ length: 9 }, (_, n) => `${login}-${n + 2}`)]
    expect(profiles.map(({ username }) => username).sort()).toEqual(expected.sort())
  })

  it('ten first sign-ins of one person make one account', async () => {
    const person = somebody('github')
    const profiles = await arrive(() => person)
    expect(new Set(profiles.map(({ id }) => id)).size).toBe(1)
    const links = 'select 1 from oauth_accounts where user_id = ?'
    expect(await execute(app.current, links, [profiles[0]?.id])).toHaveLength(1)
  })

  it('ten first sign-ins of one person without an address make one account', async () => {
    const person = somebody('discord', { email: null })
    const profiles = await arrive(
      () => person,
      () => 'discord',
    )
    expect(new Set(profiles.map(({ id }) => id)).size).toBe(1)
  })

  it('ten first sign-ins by three providers with one verified address make one account', async () => {
    const email = `${uniqueName()}@example.com`
    const names = ['github', 'google', 'discord'] as const
    const people = names.map((name) => somebody(name, { email }))
    const profiles = await arrive(
      (n) => people[n % 3] as Person,
      (n) => names[n % 3] as Provider,
    )
    expect(new Set(profiles.map(({ id }) => id)).size).toBe(1)
  })

  it('a person who registers under the username is not in the way', async () => {
    const login = uniqueName('rival')
    const browsers = await ten(async () => {
      const browser = new Browser(call)
      return { browser, way: await browser.leave(provider, 'github', withLogin(login)) }
    })
    const register = { username: login, email: `${uniqueName()}@example.com`, password: 'my_secure_password' }
    const [registered, ...answers] = await Promise.all([
      call('POST /auth/register', { body: register }),
      ...browsers.map(({ browser, way }) => browser.get(way)),
    ])
    expect([200, 409]).toContain(registered.status)
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(302))
  })
})

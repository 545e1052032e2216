import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { mailbox } from '../../support/mailbox.ts'
import { Browser, type Person, type Provider, testProvider } from '../../support/oauth.ts'
import { type Described, somebody } from '../../support/oauth-people.ts'
import { signUp, uniqueName } from '../../support/users.ts'

const provider = await testProvider()
const { mail, of: mailsOf } = mailbox()
const app = testApp({ env: provider.env, services: { mail } })
const call = callerOf(app)

const signIn = (name: Provider, person: Person) => new Browser(call).signIn(provider, name, person)

/** The profile of whoever the provider vouches for. */
async function profileOf(name: Provider, person: Person) {
  const browser = new Browser(call)
  const { status } = await browser.signIn(provider, name, person)
  expect(status).toBe(302)
  return browser.profile()
}

const verifyEmail = (id: string) =>
  execute(app.current, 'update users set email_verified = true where id = ?', [id])

const links = (id: string) =>
  execute(app.current, 'select provider from oauth_accounts where user_id = ? order by provider', [id])

describe.each(['github', 'google', 'discord'] as const)(
  'an account with the same address, and %s',
  (name) => {
    it('are linked when both have verified it, whatever its case', async () => {
      const { profile, password } = await signUp(call)
      await verifyEmail(profile.id)
      const person = somebody(name, { email: profile.email.toUpperCase() })
      expect(await profileOf(name, person)).toEqual({ ...profile, email_verified: true })
      expect(await profileOf(name, person)).toMatchObject({ id: profile.id })
      expect(await links(profile.id)).toEqual([{ provider: name }])
      const login = await call('POST /auth/login', { body: { email: profile.email, password } })
      expect(login.status).toBe(200)
    })

    it.each([
      ['neither has verified it', false, false],
      ['only the account has verified it', true, false],
      ['only the provider has verified it', false, true],
    ])('are not when %s', async (_, here, there) => {
      const { profile } = await signUp(call)
      if (here) await verifyEmail(profile.id)
      const refused = await signIn(name, somebody(name, { email: profile.email, verified: there }))
      expect([refused.status, refused.body.error.code]).toEqual([409, 'conflict'])
      expect(refused.body.error.message).toMatch(
        there ? /verify the address, and sign in with/ : /Verify it there/,
      )
      expect(refused.headers.getSetCookie().join()).not.toContain('pumpkin_hub_token=')
      expect(await links(profile.id)).toEqual([])
    })
  },
)

it('an unverified address that nobody has makes an account whose address is unverified', async () => {
  for (const name of ['github', 'google', 'discord'] as const) {
    const person = somebody(name, { verified: false })
    expect(await profileOf(name, person)).toMatchObject({ email: expect.any(String), email_verified: false })
  }
})

it('an unverified address gets the mail that verifies it, a verified one does not', async () => {
  const [verified, unverified] = [somebody('google'), somebody('google', { verified: false })]
  const mailsTo = async (person: Person) =>
    (await mailsOf(app.current, (await profileOf('google', person)).email)).map(({ subject }) => subject)
  expect(await mailsTo(verified)).toEqual([])
  expect(await mailsTo(unverified)).toEqual([expect.stringMatching(/verify|confirm/i)])
})

it('an address that the provider verifies later is verified then', async () => {
  const person = somebody('discord', { verified: false })
  const before = await profileOf('discord', person)
  const verified: Person = { userInfo: { ...(person.userInfo as object), verified: true } }
  expect(await profileOf('discord', verified)).toEqual({ ...before, email_verified: true })
})

it('another address that the provider verified later verifies nothing', async () => {
  const person = somebody('discord', { verified: false })
  const before = await profileOf('discord', person)
  const other: Person = {
    userInfo: { ...(person.userInfo as object), verified: true, email: 'other@example.com' },
  }
  expect(await profileOf('discord', other)).toEqual(before)
})

it.each(['github', 'google', 'discord'] as const)(
  '%s without an address makes an account without one',
  async (name) => {
    const person = somebody(name, { email: null })
    const profile = await profileOf(name, person)
    expect(profile).toMatchObject({ email: null, email_verified: false })
    expect(await profileOf(name, person)).toEqual(profile)
  },
)

it('all three providers with one verified address sign in to one account', async () => {
  const email = `${uniqueName()}@example.com`
  const profiles: Record<string, unknown>[] = []
  for (const name of ['google', 'discord', 'github'] as const) {
    profiles.push(await profileOf(name, somebody(name, { email })))
  }
  expect(new Set(profiles.map(({ id }) => id)).size).toBe(1)
})

it('a second account at one provider is not linked to who has one there', async () => {
  const email = `${uniqueName()}@example.com`
  await profileOf('github', somebody('github', { email }))
  const refused = await signIn('github', somebody('github', { email }))
  expect([refused.status, refused.body.error.code]).toEqual([409, 'conflict'])
  expect(refused.body.error.message).toContain('another GitHub account')
})

it('a deactivated account is not linked', async () => {
  const { profile } = await signUp(call)
  await verifyEmail(profile.id)
  await execute(app.current, 'update users set is_active = false where id = ?', [profile.id])
  const refused = await signIn('google', somebody('google', { email: profile.email }))
  expect([refused.status, refused.body.error.code]).toEqual([403, 'account_suspended'])
  expect(await links(profile.id)).toEqual([])
})

describe('of the addresses that GitHub knows', () => {
  const address = (local: string, primary: boolean, verified: boolean) => ({
    email: `${local}-${uniqueName('x')}@example.com`,
    primary,
    verified,
  })
  const noreply = { email: '1+octocat@users.noreply.github.com', primary: false, verified: true }

  it.each([
    ['the primary one counts', [address('other', false, true), address('chosen', true, true)], true],
    [
      'a verified one counts before an unverified primary one',
      [address('other', true, false), address('chosen', false, true)],
      true,
    ],
    [
      'the primary one counts when none is verified',
      [address('other', false, false), address('chosen', true, false)],
      false,
    ],
    ['one that takes no mail does not count', [noreply, address('chosen', true, false)], false],
  ])('%s', async (_, emails, verified) => {
    const profile = await profileOf('github', { ...somebody('github'), emails })
    expect(profile.email).toMatch(/^chosen-/)
    expect(profile.email_verified).toBe(verified)
  })

  it('the one in the public profile is not believed', async () => {
    const { profile } = await signUp(call)
    await verifyEmail(profile.id)
    const person = somebody('github')
    Object.assign(person.userInfo as object, { email: profile.email })
    expect((await profileOf('github', person)).id).not.toBe(profile.id)
  })
})

it('an account comes with an organisation and an event, like any other', async () => {
  const { id } = await profileOf('github', somebody('github'))
  const events = "select 1 from outbox_events where type = 'user.registered' and data->>'userId' = ?"
  expect(await execute(app.current, events, [id])).toHaveLength(1)
})

describe('odd things a provider says', () => {
  const odd: [string, Described, Record<string, unknown>][] = [
    ['an address that is none', { email: 'not an address' }, { email: null }],
    ['an address with a zero byte', { email: 'a\u0000@example.com' }, { email: null }],
    ['an address of 300 characters', { email: `${'a'.repeat(300)}@example.com` }, { email: null }],
    ['a name of 300 characters', { name: 'ö'.repeat(300) }, { display_name: 'ö'.repeat(100) }],
    ['a name of control characters', { name: '\u0000\n\t ' }, { display_name: null }],
    ['a name with half a character', { name: 'a\ud800b' }, { display_name: 'a\ufffdb' }],
    ['no name', { name: null }, { display_name: null }],
  ]
  it.each(odd)('%s', async (_, described, expected) => {
    expect(await profileOf('discord', somebody('discord', described))).toMatchObject(expected)
  })

  it.each([
    ['http://avatars.example.com/1'],
    ['javascript:alert(1)'],
    ['data:image/png;base64,AAAA'],
    [`https://example.com/${'a'.repeat(3000)}`],
    [42],
    [null],
  ])('the picture %s is not shown', async (avatar_url) => {
    const person = somebody('github')
    Object.assign(person.userInfo as object, { avatar_url })
    expect((await profileOf('github', person)).avatar_url).toBeNull()
  })

  it.each(['true', 1, 'yes', null])('email_verified %j is not verified', async (email_verified) => {
    const person = somebody('google')
    Object.assign(person.userInfo as object, { email_verified })
    expect((await profileOf('google', person)).email_verified).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { uniqueName } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const register = (body: unknown) => call('POST /auth/register', { body })

const somebody = (overrides: object = {}) => {
  const username = uniqueName()
  return { username, email: `${username}@example.com`, password: 'my_secure_password', ...overrides }
}

const issuePaths = (body: { error: { issues: { path: string }[] } }) =>
  body.error.issues.map(({ path }) => path)

describe('a username', () => {
  it.each(['a', 'Z', '7', '_', '-', 'a-b_C9', 'x'.repeat(38)])('may be %s', async (username) => {
    const { status, body } = await register(somebody({ username }))
    expect([status, body.username]).toEqual([200, username])
  })

  it('may have space around it, which is not part of it', async () => {
    const username = uniqueName()
    expect((await register(somebody({ username: ` ${username}\n` }))).body.username).toBe(username)
  })

  it('may have 39 characters and no more', async () => {
    expect((await register(somebody({ username: uniqueName('x'.repeat(26)) }))).status).toBe(200)
    const { status, body } = await register(somebody({ username: 'y'.repeat(40) }))
    expect(status).toBe(422)
    expect(body.error).toMatchObject({ code: 'validation_failed' })
    expect(issuePaths(body)).toEqual(['username'])
  })

  it.each([
    '',
    '   ',
    'a b',
    'a.b',
    'a@b',
    'a/b',
    'é',
    'ﬁ',
    '\u212a', // KELVIN SIGN: in lower case a plain k
    'a\nb',
    'a\u0000b',
    'a\u200bb',
    null,
    7,
    ['a'],
    { a: 1 },
    undefined,
  ])('cannot be %j', async (username) => {
    const { status, body } = await register(somebody({ username }))
    expect(status).toBe(422)
    expect(body.error.code).toBe('validation_failed')
    expect(new Set(issuePaths(body))).toEqual(new Set(['username']))
  })

  it.each([
    'admin',
    'administrator',
    'moderator',
    'staff',
    'support',
    'system',
    'root',
    'api',
    'me',
    'security',
    'help',
    'pumpkin',
    'Admin',
    'ROOT',
    ' me ',
  ])('cannot be the reserved %j', async (username) => {
    const { status, body } = await register(somebody({ username }))
    expect(status).toBe(422)
    expect(body.error).toMatchObject({
      code: 'validation_failed',
      message: expect.stringContaining('reserved'),
    })
  })
})

describe('an email address', () => {
  it.each(['o.hara+plugins@mail.example.co.uk', "it's.ok@example.com", 'x@xn--exmple-cua.de', '1@2.example'])(
    'may be %s',
    async (email) => {
      expect((await register(somebody({ email }))).status).toBe(200)
    },
  )

  it('may have 255 characters and no more', async () => {
    const domain = Array.from({ length: 3 }, () => 'd'.repeat(60)).join('.')
    const email = (length: number) => `${'l'.repeat(length - domain.length - 5)}@${domain}.com`
    expect(email(251)).toHaveLength(251)
    expect((await register(somebody({ email: email(251) }))).status).toBe(200)
    expect(
      (await register(somebody({ email: `l@${`${'d'.repeat(50)}.`.repeat(4)}${'e'.repeat(49)}` }))).status,
    ).toBe(200)
    expect(
      (await register(somebody({ email: `l@${`${'d'.repeat(50)}.`.repeat(4)}${'e'.repeat(50)}` }))).status,
    ).toBe(422)
  })

  it.each([
    '',
    'alex',
    '@example.com',
    'alex@',
    'alex@localhost',
    'alex@example..com',
    '.alex@example.com',
    'alex.@example.com',
    'a..b@example.com',
    'alex@-example.com',
    'alex@127.0.0.1',
    'a b@example.com',
    'alex@exa mple.com',
    'alex@example.com, eve@example.com',
    'Alex <alex@example.com>',
    'alex@example.com>\r\nBcc: eve@example.com',
    'älex@example.com',
    'alex@exämple.com',
    'al\u0000ex@example.com',
    `${'l'.repeat(65)}@example.com`,
    null,
    7,
    undefined,
  ])('cannot be %j', async (email) => {
    const { status, body } = await register(somebody({ email }))
    expect(status).toBe(422)
    expect(new Set(issuePaths(body))).toEqual(new Set(['email']))
  })
})

describe('a password', () => {
  it.each([
    ['8 characters', 'x'.repeat(8)],
    ['128 characters', 'x'.repeat(128)],
    ['8 characters outside the basic plane', '🎃'.repeat(8)],
    ['128 characters outside the basic plane', '🎃'.repeat(128)],
    ['spaces', ' '.repeat(8)],
    ['a zero byte', '1234567\u0000'],
  ])('may be of %s', async (_, password) => {
    const account = somebody({ password })
    expect((await register(account)).status).toBe(200)
    expect((await call('POST /auth/login', { body: account })).status).toBe(200)
  })

  it.each([
    ['7 characters', 'x'.repeat(7)],
    ['7 characters that are 14 units', '🎃'.repeat(7)],
    ['129 characters', 'x'.repeat(129)],
    ['an unpaired surrogate', '12345678\ud800'],
    ['no text', 12_345_678],
    ['nothing', undefined],
  ])('cannot be of %s', async (_, password) => {
    const { status, body } = await register(somebody({ password }))
    expect(status).toBe(422)
    expect(issuePaths(body)).toEqual(['password'])
  })

  it.each([
    ['trimmed', ' my_secure_password', 'my_secure_password'],
    ['trimmed at its end', 'my_secure_password\n', 'my_secure_password'],
    ['composed', 'cafe\u0301cafe', 'caf\u00e9cafe'],
    ['folded to compatible characters', 'ﬁﬁﬁﬁﬁﬁﬁﬁ', 'fifififififififi'],
    ['cut at a zero byte', 'password\u0000one', 'password\u0000two'],
  ])('is not %s', async (_, password, similar) => {
    const account = somebody({ password })
    await register(account)
    expect((await call('POST /auth/login', { body: { ...account, password: similar } })).status).toBe(401)
    expect((await call('POST /auth/login', { body: account })).status).toBe(200)
  })
})

describe('odd input', () => {
  const cases = Object.entries(ODD_TEXTS).flatMap(([name, text]) =>
    ['username', 'email', 'password'].map((field) => [name, field, text] as const),
  )
  it.each(cases)('%s as %s is taken or refused, never a failure of ours', async (_, field, text) => {
    const { status, body } = await register(somebody({ [field]: text }))
    expect([200, 422]).toContain(status)
    if (status === 422) expect(new Set(issuePaths(body))).toEqual(new Set([field]))
  })

  it.each([
    ['no body', undefined, 422],
    ['an empty object', {}, 422],
    ['a list', [], 422],
    ['null', 'null', 422],
    ['malformed JSON', '{', 400],
  ])('%s is refused', async (_, body, status) => {
    const headers = { 'content-type': 'application/json' }
    expect((await call('POST /auth/register', { body, headers })).status).toBe(status)
  })
})

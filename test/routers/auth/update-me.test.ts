import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const update = ({ cookie }: TestUser, body: unknown) => call('PUT /auth/me', { cookie, body })

describe('PUT /auth/me', () => {
  it('changes what is sent and answers the profile', async () => {
    const user = await signUp(call)
    const changes = { display_name: 'The Octocat', bio: 'Minecraft plugin dev.' }
    const { status, body } = await update(user, changes)
    expect([status, body]).toEqual([200, { ...user.profile, ...changes }])
    expect((await call('GET /auth/me', { cookie: user.cookie })).body).toEqual(body)
  })

  it('keeps what is not sent', async () => {
    const user = await signUp(call)
    await update(user, { display_name: 'The Octocat', bio: 'Minecraft plugin dev.' })
    expect((await update(user, { bio: 'Retired.' })).body).toMatchObject({
      display_name: 'The Octocat',
      bio: 'Retired.',
    })
  })

  it.each([null, '', '  \n '])('removes a field by %j', async (nothing) => {
    const user = await signUp(call)
    await update(user, { display_name: 'The Octocat', bio: 'Minecraft plugin dev.' })
    const { status, body } = await update(user, { display_name: nothing, bio: nothing })
    expect(status).toBe(200)
    expect(body).toMatchObject({ display_name: null, bio: null })
  })

  it('cleans the display name to one line, and keeps the lines of the bio', async () => {
    const user = await signUp(call)
    const { body } = await update(user, {
      display_name: '  The\u0000 Octo\ncat\u001b ',
      bio: 'One\r\n\ttwo\u0000\rcafe\u0301\n',
    })
    expect(body).toMatchObject({ display_name: 'The Octocat', bio: 'One\n\ttwo\ncaf\u00e9' })
  })

  it('counts characters, not bytes', async () => {
    const user = await signUp(call)
    const longest = { display_name: '🎃'.repeat(100), bio: '🎃'.repeat(500) }
    expect((await update(user, longest)).body).toMatchObject(longest)
  })

  it.each([
    ['a display name of 101 characters', { display_name: 'x'.repeat(101) }],
    ['a bio of 501 characters', { bio: 'x'.repeat(501) }],
    ['a number', { display_name: 7 }],
    ['a list', { bio: ['x'] }],
    ['an unpaired surrogate', { bio: 'a\ud800' }],
    ['one good and one bad field', { display_name: 'The Octocat', bio: 7 }],
    ['no fields', {}],
    ['only fields that cannot be changed', { role: 'admin', username: 'other', email: 'eve@example.com' }],
    ['no body', undefined],
    ['a body that is a list', []],
    ['malformed JSON', '{'],
  ])('refuses %s with 400 and changes nothing', async (_, body) => {
    const user = await signUp(call)
    const headers = { 'content-type': 'application/json' }
    const answer = await call('PUT /auth/me', { cookie: user.cookie, body, headers })
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
    expect((await call('GET /auth/me', { cookie: user.cookie })).body).toEqual(user.profile)
  })

  it('ignores members that are no fields of it', async () => {
    const user = await signUp(call)
    const { body } = await update(user, { bio: 'Hello', role: 'admin', id: 'x', is_active: false })
    expect(body).toEqual({ ...user.profile, bio: 'Hello' })
  })

  it('changes nobody else', async () => {
    const [alex, eve] = [await signUp(call), await signUp(call)]
    await update(eve, { display_name: 'Eve' })
    expect((await call('GET /auth/me', { cookie: alex.cookie })).body).toEqual(alex.profile)
  })

  it('is for signed-in people only, whatever they send', async () => {
    for (const body of [{ bio: 'Hello' }, {}, undefined]) {
      const answer = await call('PUT /auth/me', { body })
      expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthenticated'])
    }
  })

  it.each(Object.entries(ODD_TEXTS))('%s is taken or refused, never a failure of ours', async (_, text) => {
    const user = await signUp(call)
    for (const field of ['display_name', 'bio']) {
      const { status, body } = await update(user, { [field]: text })
      expect([200, 400]).toContain(status)
      if (status === 200) {
        const { [field]: stored } = (await call('GET /auth/me', { cookie: user.cookie })).body
        expect(stored).toBe(body[field])
      }
    }
  })
})

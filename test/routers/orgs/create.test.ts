import { describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newOrg, uniqueOrgName } from '../../support/orgs.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

describe('POST /orgs', () => {
  it('answers the new organisation, which the caller owns and which starts small', async () => {
    const { token } = await signUp(call)
    const { status, body } = await call('POST /orgs', { token, body: { name: '  Pümpkin  Works ' } })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^org_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      name: 'Pümpkin  Works',
      slug: 'pumpkin-works',
      plan: 'starter',
      role: 'owner',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    })
    expect((await call(`GET /orgs/${body.id}`, { token })).body).toEqual(body)
  })

  it('gives every organisation a slug of its own, which does not tell how many have the name', async () => {
    const users = await Promise.all(Array.from({ length: 4 }, () => signUp(call)))
    const name = uniqueOrgName()
    const orgs = await Promise.all(
      users.flatMap(({ token }) => [newOrg(call, token, name), newOrg(call, token, name)]),
    )
    const slugs = orgs.map(({ slug }) => slug)
    expect(new Set(slugs).size).toBe(8)
    const base = name.toLowerCase().replace(' ', '-')
    expect(slugs.filter((slug) => slug === base)).toHaveLength(1)
    expect(slugs.filter((slug) => new RegExp(`^${base}-[0-9a-f]{8}$`).test(slug))).toHaveLength(7)
  })

  it('makes a slug of at most 100 characters', async () => {
    const { token } = await signUp(call)
    const name = 'ß'.repeat(100)
    const slugs = [await newOrg(call, token, name), await newOrg(call, token, name)].map(({ slug }) => slug)
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9-]{1,100}$/)
  })

  it.each(['ε', '!!!', '组织', 'null', '..', "'; drop table organisations; --", '👩‍👩‍👧‍👦'])(
    'takes the name %j as it is',
    async (name) => {
      const { token } = await signUp(call)
      const org = await newOrg(call, token, name)
      expect(org).toMatchObject({
        name: name.normalize('NFC'),
        slug: expect.stringMatching(/^[a-z0-9-]{1,100}$/),
      })
    },
  )

  it('counts characters of the name, not bytes', async () => {
    const { token } = await signUp(call)
    expect((await call('POST /orgs', { token, body: { name: '🎃'.repeat(100) } })).status).toBe(201)
    const tooLong = await call('POST /orgs', { token, body: { name: '🎃'.repeat(101) } })
    expect(tooLong.body.error).toMatchObject({ code: 'validation_failed', issues: [{ path: 'name' }] })
  })

  it.each([undefined, null, '', '   ', '\n', 7, {}, ['a'], 'a\ud800b', ODD_TEXTS['a megabyte']])(
    'refuses the name %j',
    async (name) => {
      const { token } = await signUp(call)
      const { status, body } = await call('POST /orgs', { token, body: { name } })
      expect(status).toBe(422)
      expect(body.error).toMatchObject({ code: 'validation_failed', issues: [{ path: 'name' }] })
    },
  )

  it('takes no plan, role or owner from the caller', async () => {
    const { token } = await signUp(call)
    const other = await signUp(call)
    const body = {
      name: uniqueOrgName(),
      plan: 'sovereign',
      role: 'member',
      personal_user_id: other.profile.id,
    }
    const { body: org } = await call('POST /orgs', { token, body })
    expect(org).toMatchObject({ plan: 'starter', role: 'owner' })
    expect((await call(`GET /orgs/${org.id}`, { token: other.token })).status).toBe(404)
  })

  it('makes twenty for one person and no more, also when they are asked for at once', async () => {
    const { token } = await signUp(call)
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => call('POST /orgs', { token, body: { name: 'One of many' } })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(20).fill(201),
      ...Array(5).fill(409),
    ])
    const { body } = await call('POST /orgs', { token, body: { name: 'One too many' } })
    expect(body.error).toMatchObject({ code: 'conflict', message: expect.stringContaining('20') })
    expect((await call('GET /orgs', { token })).body.total).toBe(21)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { newKey } from '../../support/keys.ts'
import { newMember } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let own: TestTenant
let stranger: TestTenant
beforeAll(async () => {
  own = await newTenant(call)
  stranger = await newTenant(call)
})

const create = (as: CallOptions, body: unknown) => call('POST /personas', { ...as, body })
const newPersona = async (as: CallOptions, overrides: object = {}) =>
  (await create(as, { name: 'Wise Innkeeper', ...overrides })).body

describe('POST /personas', () => {
  it('makes a persona of the organisation, by a session and by a key', async () => {
    for (const as of [own.session, own.key]) {
      const { status, body } = await create(as, { name: ' Wise Innkeeper ', description: 'Knows\nrumours' })
      expect(status).toBe(201)
      expect(body).toEqual({
        personaId: expect.stringMatching(/^psn_[0-9a-f-]{36}$/),
        orgId: own.org.id,
        slug: expect.stringMatching(/^wise-innkeeper(-\d+)?$/),
        name: 'Wise Innkeeper',
        description: 'Knows\nrumours',
        forkedFrom: null,
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: body.createdAt,
      })
    }
  })

  it('gives every name a slug of its own, also when twenty come at once', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => newPersona(own.key, { name: 'Twin' })))
    expect(new Set(made.map(({ slug }) => slug))).toHaveLength(20)
    expect((await newPersona(stranger.key, { name: 'Twin' })).slug).toBe('twin')
  })

  it('works in the organisation that is named, and in no other', async () => {
    const { token } = own.owner
    const named = await create({ token }, { name: 'Named', orgId: own.org.id })
    expect(named).toMatchObject({ status: 201, body: { orgId: own.org.id } })
    expect((await create({ token }, { name: 'Own' })).body.orgId).not.toBe(own.org.id)
    for (const as of [stranger.session, stranger.key]) {
      expect((await create(as, { name: 'Named', orgId: own.org.id })).status).toBe(404)
    }
  })

  it.each([
    ['no name', {}],
    ['an empty name', { name: ' ' }],
    ['a name of 101 characters', { name: 'x'.repeat(101) }],
    ['a description of 5,001 characters', { name: 'x', description: 'x'.repeat(5001) }],
    ['a number as its name', { name: 5 }],
    ['an organisation that is none', { name: 'x', orgId: 'org_1' }],
  ])('refuses %s', async (_, body) => {
    expect(await create(own.session, body)).toMatchObject({
      status: 422,
      body: { error: { code: 'validation_failed' } },
    })
  })

  it.each(Object.entries(ODD_TEXTS))('takes or refuses %s, and never fails', async (_, name) => {
    expect([201, 422, 413]).toContain((await create(own.session, { name })).status)
  })
})

describe('GET /personas', () => {
  it('shows the newest first, a page at a time, and none of others', async () => {
    const tenant = await newTenant(call)
    const names = ['First', 'Second', 'Third']
    for (const name of names) await newPersona(tenant.session, { name })
    const page = (query: string, as = tenant.key) => call(`GET /personas${query}`, as)
    expect((await page('?perPage=2')).body).toMatchObject({
      data: [{ name: 'Third' }, { name: 'Second' }],
      page: 1,
      perPage: 2,
      total: 3,
    })
    expect((await page('?perPage=2&page=2')).body.data).toMatchObject([{ name: 'First' }])
    expect((await page('', (await newTenant(call)).key)).body).toMatchObject({ data: [], total: 0 })
    expect((await page('?perPage=0')).status).toBe(422)
    expect((await page('?page=2147483647')).body.data).toEqual([])
  })
})

describe('one persona', () => {
  it('is shown and changed; what is not sent stays, and null clears', async () => {
    const persona = await newPersona(own.session, { description: 'Old' })
    const path = `/personas/${persona.personaId}` as const
    expect((await call(`GET ${path}`, own.key)).body).toEqual(persona)
    const renamed = await call(`PATCH ${path}`, { ...own.key, body: { name: 'Barkeeper' } })
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Barkeeper', description: 'Old' } })
    expect(renamed.body.slug).toBe(persona.slug)
    const cleared = await call(`PATCH ${path}`, { ...own.session, body: { description: null } })
    expect(cleared.body.description).toBeNull()
    expect((await call(`PATCH ${path}`, { ...own.session, body: {} })).status).toBe(422)
    expect((await call(`PATCH ${path}`, { ...own.session, body: { name: null } })).status).toBe(422)
  })

  it('is not there for other tenants, nor outside of its organisation', async () => {
    const { personaId } = await newPersona(own.session)
    const outsiders = [stranger.session, stranger.key, { token: own.owner.token }]
    for (const as of outsiders) {
      expect((await call(`GET /personas/${personaId}`, as)).status).toBe(404)
      expect((await call(`PATCH /personas/${personaId}`, { ...as, body: { name: 'Mine' } })).status).toBe(404)
    }
    expect((await call(`GET /personas/${personaId}`, own.session)).body.name).toBe('Wise Innkeeper')
    expect((await call('GET /personas/psn_0198f2b1-2c4d-7a10-9f3e-5b6c7d8e9f01', own.key)).status).toBe(404)
    expect((await call('GET /personas/%00', own.key)).status).toBe(404)
    const foreignOrg = inOrg(stranger.owner, own.org)
    expect((await call(`GET /personas/${personaId}`, foreignOrg)).status).toBe(404)
    expect((await call('GET /personas', foreignOrg)).status).toBe(404)
  })

  it('is there for every member', async () => {
    const { personaId } = await newPersona(own.session)
    const member = await newMember(call, own.owner, own.org, 'member')
    expect((await call(`GET /personas/${personaId}`, inOrg(member, own.org))).status).toBe(200)
  })
})

describe('the gates', () => {
  it('tell a starter organisation’s key to upgrade, on every endpoint, and let it in after the upgrade', async () => {
    const { owner, org, key, session } = await newTenant(call, 'starter')
    const { personaId } = await newPersona(session)
    const calls = ['GET /personas', `GET /personas/${personaId}`] as const
    for (const request of calls) {
      expect((await call(request, key)).body.error).toMatchObject({
        code: 'plan_gated',
        current_plan: 'starter',
        required_plans: ['pro', 'creator-plus', 'sovereign'],
      })
    }
    expect((await create(key, { name: 'x' })).body.error.code).toBe('plan_gated')
    await call(`PUT /orgs/${org.id}/plan`, { token: owner.token, body: { plan: 'pro' } })
    for (const request of calls) expect((await call(request, key)).status).toBe(200)
  })

  it('ask a key for its scope, and everybody for a credential', async () => {
    const { key } = await newKey(call, own.owner.token, {
      org_id: own.org.id,
      permissions: ['listings:read'],
    })
    const reader = { headers: { 'x-api-key': key } }
    expect((await call('GET /personas', reader)).status).toBe(200)
    expect((await create(reader, { name: 'x' })).body.error.code).toBe('insufficient_scope')
    expect((await call('GET /personas')).status).toBe(401)
    const nobody = await signUp(call)
    expect((await call('GET /personas', inOrg(nobody, own.org))).status).toBe(404)
  })
})

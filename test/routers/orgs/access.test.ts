import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type Answer, callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { newMember, newOrg, ownOrg, type TestOrg } from '../../support/orgs.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

type Person = 'owner' | 'admin' | 'moderator' | 'member' | 'stranger'
const people = {} as Record<Person, TestUser>
let org: TestOrg
let spare: TestUser

beforeAll(async () => {
  people.owner = await signUp(call)
  people.stranger = await signUp(call)
  org = await newOrg(call, people.owner.token)
  for (const role of ['admin', 'moderator', 'member'] as const) {
    people[role] = await newMember(call, people.owner, org, role)
  }
  spare = await signUp(call)
})

/** Every endpoint that names an organisation, and who may call it. What is sent changes nothing. */
const endpoints: [request: `${string} /${string}`, body: () => unknown, allowed: Person[]][] = [
  ['GET /orgs/{id}', () => undefined, ['owner', 'admin', 'moderator', 'member']],
  ['PATCH /orgs/{id}', () => ({ name: org.name }), ['owner', 'admin']],
  ['GET /orgs/{id}/members', () => undefined, ['owner', 'admin', 'moderator', 'member']],
  // Nobody of that name: whoever may add members hears of it.
  [
    'POST /orgs/{id}/members',
    () => ({ username: 'nobody-of-that-name', role: 'member' }),
    ['owner', 'admin'],
  ],
  ['PATCH /orgs/{id}/members/{member}', () => ({ role: 'member' }), ['owner', 'admin']],
  ['DELETE /orgs/{id}/members/{spare}', () => undefined, ['owner', 'admin']],
  ['GET /orgs/{id}/api-settings', () => undefined, ['owner', 'admin']],
  ['PUT /orgs/{id}/api-settings', () => ({ default_rate_limit_per_minute: null }), ['owner', 'admin']],
  ['GET /orgs/{id}/plan', () => undefined, ['owner', 'admin', 'moderator', 'member']],
  ['PUT /orgs/{id}/plan', () => ({ plan: 'starter' }), ['owner']],
]

const cases = endpoints.flatMap(([request, body, allowed]) =>
  (['owner', 'admin', 'moderator', 'member', 'stranger'] as const).map((person) => ({
    request,
    body,
    person,
    expected: allowed.includes(person) ? 'let in' : person === 'stranger' ? 404 : 403,
  })),
)

const fill = (request: string, id = org.id) =>
  request
    .replace('{id}', id)
    .replace('{member}', people.member.profile.id)
    .replace('{spare}', spare.profile.id) as `${string} /${string}`

/** A removal or addition that finds nobody was let in all the same. */
const verdictOf = (request: string, { status, body }: Answer) => {
  if (request.startsWith('POST') && status === 422) return 'let in'
  if (request.startsWith('DELETE') && status === 404 && body.error.message === 'Member not found.')
    return 'let in'
  return status < 300 ? 'let in' : status
}

describe('an organisation', () => {
  it.each(cases)('$request by its $person: $expected', async ({ request, body, person, expected }) => {
    const answer = await call(fill(request), { token: people[person].token, body: body() })
    expect(verdictOf(request, answer)).toBe(expected)
    if (expected === 403) expect(answer.body.error.code).toBe('forbidden')
    if (expected === 404) expect(answer.body.error.message).toBe('Organisation not found.')
  })

  it.each(endpoints)('%s needs a session', async (request, body) => {
    const nobody = await call(fill(request), { body: body() })
    expect([nobody.status, nobody.headers.has('www-authenticate')]).toEqual([401, true])
    expect((await call(fill(request), { token: 'stale', body: body() })).status).toBe(401)
  })

  it.each(endpoints)('%s refuses API keys, also those of its owner', async (request, body) => {
    const { key } = await newKey(call, people.owner.token, { org_id: org.id, permissions: ['read'] })
    const { status, body: answer } = await call(fill(request), {
      headers: { 'x-api-key': key },
      body: body(),
    })
    expect([status, answer.error.code]).toEqual([403, 'session_required'])
    await execute(app.current, 'delete from api_keys')
  })

  it.each(endpoints)('%s cannot be told from one that does not exist', async (request, body) => {
    const token = people.stranger.token
    const [theirs, nobodys] = await Promise.all([
      call(fill(request), { token, body: body() }),
      call(fill(request, 'org_0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d'), { token, body: body() }),
    ])
    const words = ({ status, body: { error } }: Answer) => [status, error.code, error.message]
    expect(words(theirs)).toEqual(words(nobodys))
  })

  it('is not opened by a header that names it', async () => {
    const headers = { 'x-org-id': org.id }
    const answer = await call(`GET /orgs/${org.id}`, { token: people.stranger.token, headers })
    expect(answer.status).toBe(404)
  })

  it.each(ODD_PATHS)('whose id is %s is not there', async (_, id) => {
    const { status } = await call(`GET /orgs/${id}`, { token: people.owner.token })
    expect(status).toBe(['%zz', '%ED%A0%80'].includes(id) ? 400 : 404)
  })

  it('has one form of id on the wire', async () => {
    const token = people.owner.token
    const uuid = org.id.slice(4)
    for (const id of [
      uuid,
      `ORG_${uuid}x`,
      `lst_${uuid}`,
      `org_${uuid.replaceAll('-', '')}`,
      `org_{${uuid}}`,
    ]) {
      expect((await call(`GET /orgs/${id}`, { token })).status).toBe(404)
    }
    expect((await call(`GET /orgs/org_${uuid.toUpperCase()}`, { token })).body.id).toBe(org.id)
  })
})

describe('a platform admin', () => {
  it('acts as an owner of every organisation, and that is audited', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    const { token } = admin
    expect((await call(`GET /orgs/${org.id}`, { token })).body).toEqual({ ...org, role: 'owner' })
    expect((await call(`PATCH /orgs/${org.id}`, { token, body: { name: 'Renamed' } })).status).toBe(200)
    await call(`PATCH /orgs/${org.id}`, { token: people.owner.token, body: { name: org.name } })
    const rows = await execute(
      app.current,
      'select action, target_id, actor_username, details from audit_logs where target_id = ?',
      [org.id],
    )
    expect(rows).toEqual([
      {
        action: 'organization.update',
        target_id: org.id,
        actor_username: admin.profile.username,
        details: { old_name: org.name, new_name: 'Renamed' },
      },
    ])
  })

  it('finds none where there is none', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    const missing = 'org_0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d'
    for (const request of [`GET /orgs/${missing}`, `GET /orgs/${missing}/members`] as const) {
      expect((await call(request, { token: admin.token })).status).toBe(404)
    }
    const { status } = await call(`PUT /orgs/${missing}/plan`, { token: admin.token, body: { plan: 'pro' } })
    expect(status).toBe(404)
  })

  it('sees no more than their own in their list, and a moderator of the platform has no such power', async () => {
    const [admin, moderator] = [await signUp(call), await signUp(call)]
    await grantRole(app.current, admin.profile.id, 'admin')
    await grantRole(app.current, moderator.profile.id, 'moderator')
    expect((await call('GET /orgs', { token: admin.token })).body.total).toBe(1)
    expect((await call(`GET /orgs/${org.id}`, { token: moderator.token })).status).toBe(404)
    expect((await ownOrg(call, moderator.token)).role).toBe('owner')
  })
})

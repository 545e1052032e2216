import { beforeAll, describe, expect, it } from 'vitest'
import { MEMBER_ROLES } from '../../../src/auth/member-roles.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newMember, newOrg, ownOrg, type TestOrg } from '../../support/orgs.ts'
import { ODD_TEXTS } from '../../support/text.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let owner: TestUser
let org: TestOrg
beforeAll(async () => {
  owner = await signUp(call)
  org = await newOrg(call, owner.token)
})

const add = (body: unknown, { token }: { token: string } = owner) =>
  call(`POST /orgs/${org.id}/members`, { token, body })

describe('POST /orgs/{id}/members', () => {
  it.each(MEMBER_ROLES)('makes somebody a member with the role %s', async (role) => {
    const { profile, token } = await signUp(call)
    const { status, body } = await add({ user_id: profile.id, role })
    expect(status).toBe(201)
    expect(body).toEqual({
      user_id: profile.id,
      username: profile.username,
      role,
      joined_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    })
    expect((await call(`GET /orgs/${org.id}`, { token })).body.role).toBe(role)
  })

  it('finds the user by name, whatever its case', async () => {
    const { profile } = await signUp(call)
    const { status, body } = await add({ username: ` ${profile.username.toUpperCase()} `, role: 'member' })
    expect([status, body.user_id, body.username]).toEqual([201, profile.id, profile.username])
  })

  it('finds the user by an id in capital letters', async () => {
    const { profile } = await signUp(call)
    const { status, body } = await add({ user_id: profile.id.toUpperCase(), role: 'member' })
    expect([status, body.user_id]).toEqual([201, profile.id])
  })

  it('is a conflict for who is a member already, whatever the role', async () => {
    const { profile } = await newMember(call, owner, org, 'member')
    const { status, body } = await add({ user_id: profile.id, role: 'admin' })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    expect(body.error.message).toContain(profile.username)
    expect((await add({ user_id: owner.profile.id, role: 'member' })).status).toBe(409)
  })

  it('makes somebody a member once, when twenty ask for it at once', async () => {
    const { profile } = await signUp(call)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => add({ user_id: profile.id, role: 'member' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
  })

  it('lets admins add everybody but owners', async () => {
    const admin = await newMember(call, owner, org, 'admin')
    for (const role of ['admin', 'moderator', 'member']) {
      const { profile } = await signUp(call)
      expect((await add({ user_id: profile.id, role }, admin)).status).toBe(201)
    }
    const { profile } = await signUp(call)
    const { status, body } = await add({ user_id: profile.id, role: 'owner' }, admin)
    expect([status, body.error.code]).toEqual([403, 'forbidden'])
    expect(
      (await call(`GET /orgs/${org.id}/members?per_page=100`, { token: owner.token })).body.data,
    ).not.toContainEqual(expect.objectContaining({ user_id: profile.id }))
  })

  it('lets others join a personal organisation', async () => {
    const host = await signUp(call)
    const guest = await newMember(call, host, await ownOrg(call, host.token), 'member')
    expect((await call('GET /orgs', { token: guest.token })).body.total).toBe(2)
  })

  it('finds nobody who is deactivated', async () => {
    const { profile } = await signUp(call)
    await execute(app.current, 'update users set is_active = false where id = ?', [profile.id])
    expect((await add({ user_id: profile.id, role: 'member' })).status).toBe(422)
  })

  it.each([
    ['an id of nobody', { user_id: '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d' }, 'user_id'],
    ['an id that is none', { user_id: '7' }, 'user_id'],
    ['the id of an organisation', { user_id: 'org_0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d' }, 'user_id'],
    ['a name of nobody', { username: 'nobody-of-that-name' }, 'username'],
    ['an empty name', { username: '' }, 'username'],
    ['a pattern', { username: '%' }, 'username'],
    ['no user', {}, 'username'],
    ['both', { username: 'a', user_id: '0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d' }, 'username'],
    ['null', { username: null }, 'username'],
  ])('is refused with %s', async (_, who, path) => {
    const { status, body } = await add({ ...who, role: 'member' })
    expect(status).toBe(422)
    expect(body.error).toMatchObject({ code: 'validation_failed', issues: [{ path }] })
  })

  it.each(Object.entries(ODD_TEXTS))('finds nobody by %s', async (_, username) => {
    expect((await add({ username, role: 'member' })).status).toBe(422)
  })

  it.each([undefined, null, '', 'Owner', 'superuser', 1, ['owner']])('refuses the role %j', async (role) => {
    const { profile } = await signUp(call)
    const { status, body } = await add({ user_id: profile.id, role })
    expect(status).toBe(422)
    expect(body.error.issues).toMatchObject([{ path: 'role' }])
  })
})

describe('GET /orgs/{id}/members', () => {
  it('lists everybody in the order they joined, in pages', async () => {
    const host = await signUp(call)
    const own = await newOrg(call, host.token)
    const joined = [host]
    for (const role of ['member', 'admin', 'moderator'] as const) {
      joined.push(await newMember(call, host, own, role))
    }
    const pages = await Promise.all(
      [1, 2].map((page) =>
        call(`GET /orgs/${own.id}/members?per_page=3&page=${page}`, { token: joined[1]?.token }),
      ),
    )
    expect(pages.map(({ body: { data: _, ...envelope } }) => envelope)).toEqual([
      { page: 1, per_page: 3, total: 4 },
      { page: 2, per_page: 3, total: 4 },
    ])
    expect(pages.flatMap(({ body }) => body.data)).toEqual(
      joined.map(({ profile: { id, username } }, index) => ({
        user_id: id,
        username,
        role: ['owner', 'member', 'admin', 'moderator'][index],
        joined_at: expect.stringMatching(/Z$/),
      })),
    )
  })
})

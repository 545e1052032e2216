import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { newPlugin } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const newAdmin = async (): Promise<TestUser> => {
  const user = await signUp(call)
  await grantRole(app.current, user.profile.id, 'admin')
  return user
}

let admin: TestUser
let moderator: TestUser
beforeAll(async () => {
  admin = await newAdmin()
  moderator = await signUp(call)
  await grantRole(app.current, moderator.profile.id, 'moderator')
})

const list = (query = '', { token } = admin) => call(`GET /admin/users${query}`, { token })
const setRole = (id: string, role: unknown, { token } = admin) =>
  call(`PATCH /admin/users/${id}/role`, { token, body: { role } })
const decide = (verb: 'deactivate' | 'reactivate', id: string, { token } = admin, body: object = {}) =>
  call(`POST /admin/users/${id}/${verb}`, { token, body })

describe('GET /admin/users', () => {
  it('shows profiles with their plugin counts, found by name or address', async () => {
    const user = await signUp(call)
    await newPlugin(call, user.token)
    const gone = await newPlugin(call, user.token)
    await call(`DELETE /plugins/${gone.slug}`, { token: user.token })
    const { username, email } = user.profile
    for (const search of [username.toUpperCase(), email]) {
      const { body } = await list(`?search=${encodeURIComponent(search)}`)
      expect(body).toEqual({
        data: [{ ...user.profile, plugin_count: 1 }],
        page: 1,
        per_page: 20,
        total: 1,
      })
    }
    expect((await list('?search=%25%25')).body.total).toBe(0)
    expect((await list('?page=2147483647')).body.data).toEqual([])
    expect((await list('?per_page=0')).status).toBe(422)
  })

  it('is for admins', async () => {
    expect((await list('', moderator)).status).toBe(403)
    expect((await list('', await signUp(call))).status).toBe(403)
    expect((await call('GET /admin/users')).status).toBe(401)
  })
})

describe('PATCH /admin/users/{user_id}/role', () => {
  it('holds from the next request on, is audited, and told', async () => {
    const user = await signUp(call)
    const { id } = user.profile
    expect((await call('GET /admin/stats', { token: user.token })).status).toBe(403)
    expect((await setRole(id, 'moderator')).body).toEqual({ message: 'Role updated', role: 'moderator' })
    expect((await call('GET /admin/stats', { token: user.token })).status).toBe(200)
    await setRole(id, 'author')
    expect((await call('GET /admin/stats', { token: user.token })).status).toBe(403)
    await setRole(id, 'author')
    const logs = (await call(`GET /admin/audit-logs?target_id=${id}`, { token: admin.token })).body.data
    expect(logs).toMatchObject([
      { action: 'user.role_change', details: { old_role: 'moderator', new_role: 'author' } },
      { action: 'user.role_change', details: { old_role: 'author', new_role: 'moderator' } },
    ])
    const told = (await call('GET /notifications', { token: user.token })).body
    expect(told).toMatchObject({ total: 2, notifications: [{ kind: 'role_changed' }, {}] })
  })

  it('leaves one’s own role to others', async () => {
    for (const role of ['author', 'admin']) {
      expect(await setRole(admin.profile.id, role)).toMatchObject({
        status: 400,
        body: { error: { code: 'bad_request' } },
      })
    }
    expect((await setRole(admin.profile.id.toUpperCase(), 'author')).status).toBe(400)
  })

  it.each(['owner', '', null, 5, undefined])('refuses the role %j', async (role) => {
    expect((await setRole(moderator.profile.id, role)).status).toBe(422)
  })

  it('is for admins, about users that are there', async () => {
    const { id } = (await signUp(call)).profile
    expect((await setRole(id, 'admin', moderator)).status).toBe(403)
    expect((await setRole('0198f2a5-1111-7222-8333-444455556666', 'author')).status).toBe(404)
    expect((await setRole('me', 'author')).status).toBe(404)
  })

  it('leaves an admin when two take each other’s role or account at once', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await newAdmin(), await newAdmin()]
      const answers = await Promise.all([
        setRole(b.profile.id, 'author', a),
        round % 2 ? setRole(a.profile.id, 'author', b) : decide('deactivate', a.profile.id, b),
      ])
      const left = await execute(
        app.current,
        `select from users where id in (?, ?) and role = 'admin' and is_active`,
        [a.profile.id, b.profile.id],
      )
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(left).toHaveLength(1)
    }
  })
})

describe('deactivating a user', () => {
  it('ends their sessions, refuses password and keys, and hides the profile, until they are back', async () => {
    const user = await signUp(call)
    const { id, username, email } = user.profile
    const plugin = await newPlugin(call, user.token)
    const key = await newKey(call, user.token, { permissions: ['read'] })
    const login = () => call('POST /auth/login', { body: { email, password: user.password } })
    expect((await decide('deactivate', id)).body).toEqual({ message: 'User deactivated' })
    expect((await call('GET /auth/me', { token: user.token })).status).toBe(401)
    expect((await login()).body.error.code).toBe('account_suspended')
    expect(
      (await call('POST /auth/login', { body: { email, password: 'another one' } })).body.error.code,
    ).toBe('unauthenticated')
    expect((await withKey(call, key, 'GET /notifications')).body.error.code).toBe('account_suspended')
    expect((await call(`GET /users/${username}`)).status).toBe(404)
    expect((await call(`GET /plugins/${plugin.slug}`)).status).toBe(200)
    expect((await decide('reactivate', id)).body).toEqual({ message: 'User reactivated' })
    expect((await login()).status).toBe(200)
    expect((await call('GET /auth/me', { token: user.token })).status).toBe(401)
    expect((await withKey(call, key, 'GET /notifications')).status).toBe(200)
    expect((await call(`GET /users/${username}`)).status).toBe(200)
  })

  it('is audited with its reason', async () => {
    const { id, username } = (await signUp(call)).profile
    await decide('deactivate', id, admin, { reason: 'asked for it' })
    await decide('reactivate', id)
    const logs = (await call(`GET /admin/audit-logs?target_id=${id}`, { token: admin.token })).body.data
    expect(logs).toMatchObject([
      { action: 'user.reactivate', details: { username } },
      { action: 'user.deactivate', details: { username, reason: 'asked for it' } },
    ])
  })

  it('changes something or is a conflict, also when many do it at once', async () => {
    const { id } = (await signUp(call)).profile
    expect((await decide('reactivate', id)).status).toBe(409)
    const answers = await Promise.all(Array.from({ length: 10 }, () => decide('deactivate', id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
  })

  it('is not for oneself, for moderators, or about nobody', async () => {
    expect((await decide('deactivate', admin.profile.id)).status).toBe(400)
    const { id } = (await signUp(call)).profile
    for (const verb of ['deactivate', 'reactivate'] as const) {
      expect((await decide(verb, id, moderator)).status).toBe(403)
      expect((await decide(verb, '0198f2a5-1111-7222-8333-444455556666')).status).toBe(404)
    }
    expect((await call(`POST /admin/users/${id}/deactivate`)).status).toBe(401)
  })
})

describe('a shadow ban of staff', () => {
  it('is in the audit log for everybody but them', async () => {
    const banned = await signUp(call)
    await grantRole(app.current, banned.profile.id, 'moderator')
    const body = { action: 'shadow_ban', affected_user_id: banned.profile.id, reason: 'spam' }
    expect((await call('POST /moderation/actions', { token: admin.token, body })).status).toBe(201)
    const seenBy = async ({ token }: TestUser) => [
      (await call(`GET /admin/audit-logs?target_id=${banned.profile.id}`, { token })).body.data.length,
      (await call('GET /admin/stats', { token })).body.recent_audit_logs.filter(
        (log: { target_id: string }) => log.target_id === banned.profile.id,
      ).length,
    ]
    expect(await seenBy(admin)).toEqual([1, 1])
    expect(await seenBy(banned)).toEqual([0, 0])
  })
})

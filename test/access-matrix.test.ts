import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appRouter } from '../routers/index.ts'
import type { Access } from '../src/auth/access.ts'
import { ROLES, type Role } from '../src/auth/roles.ts'
import { SCOPES, type Scope } from '../src/auth/scopes.ts'
import { testApp } from './support/app.ts'
import { type Answer, type CallOptions, callerOf } from './support/caller.ts'
import { execute, grantRole } from './support/execute.ts'
import { newKey } from './support/keys.ts'
import { proceduresOf } from './support/procedure-calls.ts'
import { signUp, type TestUser } from './support/users.ts'

const app = testApp()
const call = callerOf(app)

/** What becomes of a call at the guard. */
type Outcome =
  | 'in'
  | 'unauthenticated'
  | 'session_required'
  | 'insufficient_scope'
  | 'suspended'
  | 'wrong role'

type Credential =
  | { kind: 'nothing' }
  | { kind: 'stale' }
  | { kind: 'suspended' }
  | { kind: 'session'; role: Role }
  | { kind: 'key'; scopes: readonly Scope[] }

const credentials: [name: string, Credential][] = [
  ['nobody', { kind: 'nothing' }],
  ['a forged session', { kind: 'stale' }],
  ['a session that was ended', { kind: 'stale' }],
  ['a forged key', { kind: 'stale' }],
  ['a revoked key', { kind: 'stale' }],
  ['an expired key', { kind: 'stale' }],
  ['a key of a deactivated user', { kind: 'suspended' }],
  ...ROLES.map((role): [string, Credential] => [`a session of an ${role}`, { kind: 'session', role }]),
  ...SCOPES.map((scope): [string, Credential] => [`a key for ${scope}`, { kind: 'key', scopes: [scope] }]),
  ["another tenant's key for everything", { kind: 'key', scopes: SCOPES }],
  ['a key of an admin for everything', { kind: 'key', scopes: SCOPES }],
]

/** What the access that a procedure states means for a credential. */
function expected(access: Access, credential: Credential): Outcome {
  if (access.kind === 'open' && access.evenIfRefused) return 'in'
  if (credential.kind === 'stale') return 'unauthenticated'
  if (credential.kind === 'suspended') return 'suspended'
  if (access.kind === 'open') return 'in'
  if (credential.kind === 'nothing') return 'unauthenticated'
  if (access.kind === 'scope') {
    return credential.kind === 'session' || credential.scopes.includes(access.scope)
      ? 'in'
      : 'insufficient_scope'
  }
  if (credential.kind === 'key') return 'session_required'
  return access.kind === 'session' || access.roles.includes(credential.role) ? 'in' : 'wrong role'
}

/** What an answer says became of it. A 401 in a guard's words is one; that of a wrong password is not. */
function outcomeOf({ status, body }: Answer): Outcome | string {
  if (status >= 500) return `broken: ${status} ${JSON.stringify(body)}`
  if (status === 429) return 'limited'
  const { code = '', message = '' } = body.error?.data
    ? { ...body.error.data, ...body.error }
    : (body.error ?? {})
  const known = body.error?.data?.code ?? code
  if (status === 401)
    return /^(Sign in first|This credential|This API key)/.test(message) ? 'unauthenticated' : 'in'
  if (known === 'session_required' || known === 'insufficient_scope') return known
  if (known === 'account_suspended') return 'suspended'
  return status === 403 && message.startsWith('This needs the role') ? 'wrong role' : 'in'
}

let users: Record<Role | 'stranger' | 'suspended', TestUser>
const keys: Record<string, string> = {}

beforeAll(async () => {
  const [author, moderator, admin, stranger, suspended] = (await Promise.all(
    Array.from({ length: 5 }, () => signUp(call)),
  )) as [TestUser, TestUser, TestUser, TestUser, TestUser]
  users = { author, moderator, admin, stranger, suspended }
  const everything = { permissions: [...SCOPES] }
  const [first, second] = [SCOPES.slice(0, 8), SCOPES.slice(8)]
  for (const scope of first) keys[`a key for ${scope}`] = await keyOf(author, { permissions: [scope] })
  for (const scope of second) keys[`a key for ${scope}`] = await keyOf(moderator, { permissions: [scope] })
  keys["another tenant's key for everything"] = await keyOf(stranger, everything)
  keys['a key of an admin for everything'] = await keyOf(admin, everything)
  keys['a key of a deactivated user'] = await keyOf(suspended, everything)
  keys['a forged key'] = `phub_${'0'.repeat(8)}_${'0'.repeat(32)}`
  const revoked = await newKey(call, stranger.token, everything)
  await call(`DELETE /api-keys/${revoked.id}`, { token: stranger.token })
  keys['a revoked key'] = revoked.key
  const soon = new Date(Date.now() + 2000).toISOString()
  keys['an expired key'] = await keyOf(stranger, { ...everything, expires_at: soon })
  await execute(app.current, 'update users set is_active = false where id = ?', [suspended.profile.id])
  await new Promise((resolve) => setTimeout(resolve, 2100))
})

// What a call before may have changed.
beforeEach(async () => {
  for (const role of ROLES) await grantRole(app.current, users[role].profile.id, role)
})

const keyOf = async ({ token }: TestUser, overrides: object) =>
  (await newKey(call, token, { ...overrides })).key

/** A session is new for each call, which may end it. */
async function sessionOf(role: Role): Promise<string> {
  const { id, username } = users[role].profile
  const { sessions } = app.current.services
  return (await sessions.open({ id, username, role }, { address: '192.0.2.1', device: 'matrix' })).token
}

async function optionsOf(name: string, credential: Credential): Promise<CallOptions> {
  if (credential.kind === 'nothing') return {}
  if (credential.kind === 'session') return { token: await sessionOf(credential.role) }
  if (name === 'a forged session') return { token: `${users.admin.token.slice(0, -2)}xx` }
  if (name !== 'a session that was ended') return { headers: { 'x-api-key': keys[name] ?? '' } }
  const token = await sessionOf('admin')
  await call('POST /auth/logout', { token })
  return { token }
}

describe.each(proceduresOf(appRouter).map((procedure) => [procedure.name, procedure] as const))(
  '%s',
  (_, { access, overRest, overRpc }) => {
    it.each([
      ['REST', overRest],
      ['RPC', overRpc],
    ] as const)('lets in whom it says it lets in, over %s', async (_surface, send) => {
      if (!send) return
      const outcomes = credentials.map(async ([name, credential]) => [
        name,
        outcomeOf(await send(call, await optionsOf(name, credential))),
      ])
      const wanted = credentials.map(([name, credential]) => [name, expected(access, credential)])
      expect(Object.fromEntries(await Promise.all(outcomes))).toEqual(Object.fromEntries(wanted))
    })
  },
)

describe('the matrix', () => {
  it('has keys of every scope, and procedures of every kind of access', () => {
    const kinds = new Set(proceduresOf(appRouter).map(({ access }) => access.kind))
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['open', 'scope', 'session']))
    expect(SCOPES.filter((scope) => !keys[`a key for ${scope}`])).toEqual([])
  })
})

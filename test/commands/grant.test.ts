import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { testApp } from '../support/app.ts'
import { callerOf } from '../support/caller.ts'
import { signUp } from '../support/users.ts'

const app = testApp()
const call = callerOf(app)
const COMMAND = fileURLToPath(new URL('../../src/commands/grant.ts', import.meta.url))

/** Runs the command as an operator does, beside the running server. */
async function grant(args: string[], env: Record<string, string> = {}) {
  const variables = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: app.current.databaseUrl,
    JWT_SECRET: 'x'.repeat(32),
    ...env,
  }
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const status = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { status: await status, out, err }
}

const auditRows = (userId: string) =>
  app.current.services.orm.em
    .fork()
    .execute<object[]>('select * from audit_logs where target_id = ? order by created_at', [userId])

describe('npm run grant', () => {
  it('makes the first admin, who is one at the next request', async () => {
    const { profile, cookie } = await signUp(call)
    const { status, out } = await grant([profile.username, 'admin'])
    expect([status, out]).toEqual([
      0,
      `${profile.username} now has the role admin (before: author). It holds from their next request on.\n`,
    ])
    expect((await call('GET /auth/me', { cookie })).body.role).toBe('admin')
  })

  it('writes who got which role into the audit log', async () => {
    const { profile } = await signUp(call)
    await grant([profile.username, 'moderator'])
    expect(await auditRows(profile.id)).toEqual([
      expect.objectContaining({
        actor_id: null,
        actor_username: 'system',
        action: 'user.role_change',
        target_type: 'user',
        details: { old_role: 'author', new_role: 'moderator' },
      }),
    ])
  })

  it('knows the user by the name in any case, and changes nothing that is so already', async () => {
    const { profile } = await signUp(call)
    const { status, out } = await grant([profile.username.toUpperCase(), 'author'])
    expect([status, out]).toEqual([0, `${profile.username} has the role author already.\n`])
    expect(await auditRows(profile.id)).toEqual([])
  })

  it('says so when there is no such user', async () => {
    for (const name of ['nobody-at-all', "' or '1'='1", '管理员']) {
      const { status, out, err } = await grant([name, 'admin'])
      expect([status, out]).toEqual([1, ''])
      expect(err).toContain(`There is no user "${name}". Register the account first, then grant.`)
      expect(err).not.toContain('    at ')
    }
  })

  it.each([
    ['no arguments', []],
    ['no role', ['alex']],
    ['an empty name', ['', 'admin']],
    ['too many arguments', ['alex', 'admin', 'please']],
  ])('shows how it is used when it gets %s', async (_, args) => {
    const { status, out, err } = await grant(args, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    expect([status, out]).toEqual([2, ''])
    expect(err).toBe('Usage: npm run grant -- <username> <role>\nRoles: author, moderator, admin\n')
  })

  it('names the roles when it gets one there is not', async () => {
    const { status, err } = await grant(['alex', 'owner'])
    expect(status).toBe(2)
    expect(err).toMatch(/^There is no role "owner"\.\n.*\nRoles: author, moderator, admin\n$/)
  })

  it('says which variable is wrong', async () => {
    const { status, err } = await grant(['alex', 'admin'], { DATABASE_URL: 'mysql://localhost' })
    expect(status).toBe(1)
    expect(err).toContain('DATABASE_URL: must look like postgres://')
  })
})

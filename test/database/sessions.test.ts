import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SessionEntity } from '../../entities/index.ts'
import type { Sessions } from '../../src/auth/sessions.ts'
import { createSessions } from '../../src/database/sessions.ts'
import type { Batched, Sql } from '../../src/database/sql.ts'
import { type Tx, transaction } from '../../src/domains/context.ts'
import { testApp } from '../support/app.ts'
import { callerOf } from '../support/caller.ts'
import { signUp } from '../support/users.ts'

const app = testApp()
const call = callerOf(app)
const client = { address: '192.0.2.7', device: 'curl/8' }
const secret = 'x'.repeat(32)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let now = Date.parse('2026-03-06T12:00:00Z')
const clock = { now: () => new Date(now) }
let sessions: Sessions<Tx>
let statements: string[]
let user: { id: string; username: string; role: 'author' }

beforeEach(async () => {
  now = Date.parse('2026-03-06T12:00:00Z')
  const { orm, sql } = app.current.services
  statements = []
  const counting = {
    batched: (statement, values) => {
      statements.push(statement.text)
      return sql.one(statement, values)
    },
  } as Sql & Batched
  sessions = createSessions({ orm, sql: counting, clock, secret, ttlSeconds: (24 * HOUR) / 1000 })
  const { profile } = await signUp(call)
  user = { id: profile.id, username: profile.username, role: 'author' }
})

afterEach(() => vi.restoreAllMocks())

const rows = () =>
  app.current.services.orm.em.fork().find(SessionEntity, { user: user.id, device: client.device })

describe('checking a session', () => {
  it('costs one statement and no write', async () => {
    const { token } = await sessions.open(user, client)
    const writes = vi.spyOn(app.current.services.orm.em, 'fork')
    for (let request = 1; request <= 3; request++) {
      expect(await sessions.authenticate(token)).toMatchObject({ kind: 'session', userId: user.id })
      expect(statements).toHaveLength(request)
    }
    expect(writes).not.toHaveBeenCalled()
  })

  it('costs nothing when the token is not good', async () => {
    const { token } = await sessions.open(user, client)
    expect(await sessions.authenticate(`${token}x`)).toBeUndefined()
    expect(statements).toEqual([])
  })

  it('goes by the clock of the server, however wrong it is', async () => {
    const { token } = await sessions.open(user, client)
    now += 24 * HOUR - 1000
    expect(await sessions.authenticate(token)).toBeDefined()
    now += 1000
    expect(await sessions.authenticate(token)).toBeUndefined()
  })

  it('never makes a session longer', async () => {
    const { token } = await sessions.open(user, client)
    const [before] = await rows()
    now += 23 * HOUR
    await sessions.authenticate(token)
    const [after] = await rows()
    expect(after?.expiresAt).toEqual(before?.expiresAt)
  })

  it('notes when it was last used, at most once a minute', async () => {
    const { token } = await sessions.open(user, client)
    const forks = vi.spyOn(app.current.services.orm.em, 'fork')
    now += MINUTE - 1
    await sessions.authenticate(token)
    expect(forks).not.toHaveBeenCalled()
    vi.restoreAllMocks()
    now += 1
    await sessions.authenticate(token)
    await vi.waitFor(async () => expect((await rows())[0]?.lastSeenAt).toEqual(clock.now()), {
      timeout: 10_000,
    })
  })

  it('does not fail because that cannot be noted', async () => {
    const { token } = await sessions.open(user, client)
    vi.spyOn(app.current.services.orm.em, 'fork').mockImplementation(() => {
      throw new Error('no connection')
    })
    now += HOUR
    expect(await sessions.authenticate(token)).toBeDefined()
  })
})

describe('a session', () => {
  it('that is opened in a transaction is rolled back with it', async () => {
    const undone = transaction({ app: app.current.services }, async (tx) => {
      await sessions.open(user, client, tx)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await rows()).toEqual([])
  })

  it('can be ended by itself, or with all others of its user and of nobody else', async () => {
    const [first, second] = [await sessions.open(user, client), await sessions.open(user, client)]
    const other = await signUp(call)
    const actor = await sessions.authenticate(first.token)
    await sessions.end(actor?.sessionId ?? '')
    await sessions.end(actor?.sessionId ?? '')
    expect(await sessions.authenticate(first.token)).toBeUndefined()
    expect(await sessions.authenticate(second.token)).toBeDefined()
    await sessions.endAll(user.id)
    expect(await sessions.authenticate(second.token)).toBeUndefined()
    expect((await call('GET /auth/me', { token: other.token })).status).toBe(200)
  })

  it('is forgotten once it has expired', async () => {
    await sessions.open(user, client)
    now += 12 * HOUR
    const { token } = await sessions.open(user, client)
    now += 12 * HOUR
    await sessions.prune()
    expect(await rows()).toHaveLength(1)
    expect(await sessions.authenticate(token)).toBeDefined()
  })
})

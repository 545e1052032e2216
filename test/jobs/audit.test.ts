import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SignedIn } from '../../src/auth/actor.ts'
import { type AuditActor, audit, system } from '../../src/domains/audit/index.ts'
import { type Bench, inTransaction, openBench, type Process } from './queue.ts'

describe('the audit log', () => {
  const ada: SignedIn = {
    kind: 'session',
    userId: crypto.randomUUID(),
    username: 'ada',
    role: 'admin',
    sessionId: 's',
  }
  const app = { clock: { now: () => new Date('2026-03-06T12:00:00Z') } }
  const entry = { action: 'plugin.delete', targetType: 'plugin', targetId: 'p1', details: { reason: 'spam' } }
  let bench: Bench
  let process: Process
  beforeAll(async () => {
    bench = await openBench()
    process = await bench.join()
  })
  afterAll(() => bench.close())

  const write = (actor: AuditActor, override?: AuditActor) =>
    inTransaction(process.orm, async (tx) => audit(tx, { app, actor }, entry, override))
  const rows = () => process.orm.em.fork().execute('select * from audit_logs order by id')

  it('keeps who did what to whom', async () => {
    await write(ada)
    await write(ada, system)
    expect(await rows()).toMatchObject([
      {
        actor_id: ada.userId,
        actor_username: 'ada',
        action: 'plugin.delete',
        target_id: 'p1',
        details: entry.details,
      },
      { actor_id: null, actor_username: 'system' },
    ])
  })

  it('keeps nothing of what was rolled back', async () => {
    const before = await rows()
    const work = inTransaction(process.orm, async (tx) => {
      audit(tx, { app, actor: ada }, entry)
      await tx.flush()
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await rows()).toEqual(before)
  })

  it('takes no deed of somebody unknown', async () => {
    await expect(write({ kind: 'anonymous' })).rejects.toThrow('anonymously')
  })
})

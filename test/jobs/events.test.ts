import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMailTokens } from '../../src/auth/mail-tokens.ts'
import { poolOf } from '../../src/database/orm.ts'
import { createSql } from '../../src/database/sql.ts'
import type { Services, Tx } from '../../src/domains/context.ts'
import {
  type DomainEvent,
  dispatchEvents,
  type EventPayloads,
  emit,
  type NewEvent,
  pruneEvents,
  type Subscriber,
  subscriber,
} from '../../src/domains/events/index.ts'
import { registerJobs } from '../../src/domains/jobs.ts'
import type { MailMessage } from '../../src/ports/mail/index.ts'
import { type Bench, inTransaction, openBench, type Process, until } from './queue.ts'

interface Node extends Process {
  app: Services
  sent: MailMessage[]
}

describe('events', () => {
  let bench: Bench
  let a: Node
  beforeEach(async () => {
    bench = await openBench()
    a = await join()
  })
  afterEach(() => bench.close())

  async function join(): Promise<Node> {
    const process = await bench.join()
    const sent: MailMessage[] = []
    const mail = {
      send: async (it: MailMessage) => void sent.push(it),
      check: async () => {},
      close: async () => {},
    }
    const { orm, jobs } = process
    const sql = createSql(await poolOf(orm))
    const clock = { now: () => new Date() }
    const mailTokens = createMailTokens(new Uint8Array(32))
    const settings = { frontEndUrl: 'https://gourd.example', logMailLinks: false }
    const app = { orm, jobs, sql, mail, clock, mailTokens, settings } as unknown as Services
    registerJobs(app)
    return { ...process, app, sent }
  }

  const announce = (events: NewEvent[], node = a): Promise<void> =>
    inTransaction(node.orm, async (tx) => {
      for (const event of events) {
        if (event.type === 'user.registered') await insertUser(tx, event.data)
        await emit(tx, { app: node.app }, event)
      }
    })

  const insertUser = (tx: Tx, { userId, username, email }: EventPayloads['user.registered']) =>
    tx.execute(
      'insert into users (id, username, email, created_at, updated_at) values (?, ?, ?, now(), now())',
      [userId, username, email],
    )

  const registered = (username: string): NewEvent => ({
    type: 'user.registered',
    data: { userId: crypto.randomUUID(), username, email: `${username}@example.com` },
  })

  const waiting = async (): Promise<number> => {
    const rows = await a.orm.em.fork().execute('select 1 from outbox_events where dispatched_at is null')
    return rows.length
  }

  const dispatch = (subscribers: Subscriber[], attempt = 1, node = a): Promise<void> =>
    dispatchEvents(node.app, { attempt, signal: new AbortController().signal }, subscribers)

  /** A subscriber that keeps what it hears, and may refuse. */
  const recorder = (heard: string[], refuse: (username: string) => boolean = () => false): Subscriber =>
    subscriber({
      name: 'recorder',
      types: ['user.registered'],
      async receive(_tx: Tx, _ctx: unknown, { data }: DomainEvent<'user.registered'>) {
        if (refuse(data.username)) throw new Error('cannot')
        heard.push(data.username)
      },
    })

  it('send one mail to whoever registers, which greets and verifies', async () => {
    await announce([registered('ada')])
    expect(await a.jobs.runPending()).toEqual({ ran: 2, failed: 0 })
    expect(a.sent).toMatchObject([
      { to: { name: 'ada', address: 'ada@example.com' }, subject: 'Verify your email address' },
    ])
    expect(a.sent[0]?.text).toContain('Hello ada,')
    expect(await waiting()).toBe(0)
  })

  it('send nothing for a registration that was rolled back, or without an address', async () => {
    await announce([
      { type: 'user.registered', data: { userId: crypto.randomUUID(), username: 'x', email: null } },
    ])
    await inTransaction(a.orm, async (tx) => {
      await emit(tx, { app: a.app }, registered('eve'))
      throw new Error('no')
    }).catch(() => {})
    await a.jobs.runPending()
    expect(a.sent).toEqual([])
    expect(await waiting()).toBe(0)
  })

  it('reach each subscriber in the order in which they happened', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `user${i}`)
    for (const name of names) await announce([registered(name)])
    const heard: string[] = []
    await dispatch([recorder(heard)])
    expect(heard).toEqual(names)
  })

  it('reach nobody twice when two processes dispatch at once, and keep their order', async () => {
    const b = await join()
    const names = Array.from({ length: 40 }, (_, i) => `user${String(i).padStart(2, '0')}`)
    await announce(names.map(registered))
    const heard: string[] = []
    await Promise.all([dispatch([recorder(heard)]), dispatch([recorder(heard)], 1, b)])
    expect(heard).toEqual(names)
  })

  it('send each mail once while two processes work and events keep coming', async () => {
    const b = await join()
    await Promise.all([a.jobs.start(), b.jobs.start()])
    const names = Array.from({ length: 30 }, (_, i) => `user${i}`)
    await Promise.all(names.map((name, i) => announce([registered(name)], i % 2 ? a : b)))
    const sent = () => [...a.sent, ...b.sent].map(({ to }) => to.name)
    await until(() => sent().length >= names.length)
    await Promise.all([a.jobs.stop(), b.jobs.stop()])
    expect(sent().toSorted()).toEqual(names.toSorted())
  })

  it('undo what subscribers wrote when one of them fails, and tell them all again', async () => {
    await announce([registered('ada')])
    const trace = `insert into audit_logs (id, actor_username, action, target_type, target_id, details, created_at)
      values (gen_random_uuid(), 'system', 'trace', '', '', '{}', now())`
    const writes = subscriber({
      name: 'writer',
      types: ['user.registered'],
      receive: async (tx) => void (await tx.execute(trace)),
    })
    const traces = () => a.orm.em.fork().execute("select from audit_logs where action = 'trace'")
    let isBroken = true
    const breaks = recorder([], () => isBroken)
    await expect(dispatch([writes, breaks])).rejects.toThrow('recorder failed on the event')
    expect(await traces()).toHaveLength(0)
    expect(await waiting()).toBe(1)
    isBroken = false
    await dispatch([writes, breaks])
    expect(await traces()).toHaveLength(1)
    expect(await waiting()).toBe(0)
  })

  it('wait behind one that fails for a few tries, then pass it', async () => {
    await announce(['bad', 'good', 'better'].map(registered))
    const heard: string[] = []
    const picky = [recorder(heard, (name) => name === 'bad')]
    for (const attempt of [1, 2, 3]) await expect(dispatch(picky, attempt)).rejects.toThrow('cannot')
    expect(heard).toEqual([])
    await expect(dispatch(picky, 4)).rejects.toThrow('cannot')
    expect(heard).toEqual(['good', 'better'])
    await dispatch([recorder(heard)])
    expect(heard).toEqual(['good', 'better', 'bad'])
  })

  it('are forgotten a month after everybody was told', async () => {
    await announce(['old', 'fresh', 'waiting'].map(registered))
    await a.orm.em.fork().execute(
      `update outbox_events set dispatched_at = case data ->> 'username'
         when 'old' then now() - interval '31 days' when 'fresh' then now() end`,
    )
    expect(await pruneEvents(a.app)).toBe(1)
    const rows = await a.orm.em
      .fork()
      .execute(`select data ->> 'username' as name from outbox_events order by id`)
    expect(rows).toEqual([{ name: 'fresh' }, { name: 'waiting' }])
  })
})

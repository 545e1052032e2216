import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { KeyHolder } from '../../../src/auth/actor.ts'
import type { Sql } from '../../../src/database/sql.ts'
import { createKeyUsage } from '../../../src/domains/api-keys/index.ts'
import { systemClock } from '../../../src/lib/clock.ts'

const holder = { kind: 'key', keyId: 'k', userId: 'u', orgId: 'o' } as KeyHolder
const call = (n: number) => ({ action: 'plugins.list', resource: `/${n}`, statusCode: 200 })

/** A log on a database that answers as `answer` says; `written` are the resources it took. */
function logOn(answer: (attempt: number) => Error | undefined, maxWaiting?: number) {
  const written: string[][] = []
  let attempts = 0
  const sql = {
    all: async (_: unknown, [json]: [string]) => {
      await new Promise((resolve) => setImmediate(resolve))
      attempts += 1
      const error = answer(attempts)
      if (error) throw error
      written.push(JSON.parse(json).map(({ resource }: { resource: string }) => resource))
      return []
    },
  } as unknown as Sql
  const log = createKeyUsage({ sql, clock: systemClock, log: pino({ level: 'silent' }) }, maxWaiting)
  return { log, written }
}

const outage = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })

describe('the usage log', () => {
  it('writes what comes in one batch, and what comes meanwhile in the next', async () => {
    const { log, written } = logOn(() => undefined)
    log.record(holder, call(1))
    log.record(holder, call(2))
    const flushed = log.flush()
    await Promise.resolve()
    log.record(holder, call(3))
    await flushed
    expect(written).toEqual([['/1', '/2']])
    await expect.poll(() => written).toEqual([['/1', '/2'], ['/3']])
  })

  it('keeps what the database cannot take now, and writes it by itself later', async () => {
    const { log, written } = logOn((attempt) => (attempt <= 2 ? outage() : undefined))
    log.record(holder, call(1))
    await expect(log.flush()).rejects.toThrow('connect')
    log.record(holder, call(2))
    await expect.poll(() => written, { timeout: 4000 }).toEqual([['/1', '/2']])
  })

  it('is full at its bound, and has room again when it was written', async () => {
    let isDown = true
    const { log } = logOn(() => (isDown ? outage() : undefined), 3)
    for (const n of [1, 2]) log.record(holder, call(n))
    expect(log.hasRoom()).toBe(true)
    log.record(holder, call(3))
    await expect(log.flush()).rejects.toThrow()
    expect(log.hasRoom()).toBe(false)
    isDown = false
    await log.flush()
    expect(log.hasRoom()).toBe(true)
    await log.close()
  })

  it('writes a long queue in batches of bounded size', async () => {
    const { log, written } = logOn(() => undefined)
    for (let n = 0; n < 4500; n += 1) log.record(holder, call(n))
    await log.close()
    expect(written.map((batch) => batch.length)).toEqual([2000, 2000, 500])
    expect(written.flat()).toEqual(Array.from({ length: 4500 }, (_, n) => `/${n}`))
  })

  it('lets go of a batch that the database never takes', async () => {
    const refused = Object.assign(new Error('value too long'), { code: '22001' })
    const { log, written } = logOn((attempt) => (attempt === 1 ? refused : undefined))
    log.record(holder, call(1))
    await log.flush()
    log.record(holder, call(2))
    await log.flush()
    expect(written).toEqual([['/2']])
  })

  it('writes what waits when it is closed', async () => {
    const { log, written } = logOn(() => undefined)
    log.record(holder, call(1))
    await log.close()
    expect(written).toEqual([['/1']])
  })
})

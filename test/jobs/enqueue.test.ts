import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { migrateJobs } from '../../src/jobs/migrate.ts'
import { type Bench, enqueue, inTransaction, openBench, order, type Process, stored } from './queue.ts'

describe('enqueueing a job', () => {
  let bench: Bench
  let process: Process
  beforeAll(async () => {
    bench = await openBench()
    process = await bench.join()
    process.jobs.work('send-mail', async () => {})
  })
  afterEach(() => process.orm.em.fork().execute('delete from pgboss.job'))
  afterAll(() => bench.close())

  it('leaves nothing when the transaction is rolled back', async () => {
    const work = inTransaction(process.orm, async (tx) => {
      await process.jobs.enqueue(tx, 'send-mail', order())
      throw new Error('changed my mind')
    })
    await expect(work).rejects.toThrow('changed my mind')
    expect(await stored(process.orm)).toEqual([])
  })

  it('shows the job to nobody before the commit', async () => {
    await inTransaction(process.orm, async (tx) => {
      await process.jobs.enqueue(tx, 'send-mail', order())
      expect(await process.jobs.runPending()).toEqual({ ran: 0, failed: 0 })
    })
    expect(await process.jobs.runPending()).toEqual({ ran: 1, failed: 0 })
  })

  it('is undone with a savepoint only', async () => {
    await inTransaction(process.orm, async (tx) => {
      await process.jobs.enqueue(tx, 'send-mail', order('outer'))
      await tx
        .transactional(async (inner) => {
          await process.jobs.enqueue(inner as typeof tx, 'send-mail', order('inner'))
          throw new Error('no')
        })
        .catch(() => {})
    })
    expect((await stored(process.orm)).map(({ data }) => data.cause)).toEqual(['outer'])
  })

  it('is refused outside a transaction', async () => {
    const attempt = process.jobs.enqueue(process.orm.em.fork() as never, 'send-mail', order())
    await expect(attempt).rejects.toThrow('inside a transaction')
  })

  it('keeps every character of its payload', async () => {
    const cause = `?, $1, ', ", \\, \n, 🐎, ${'x'.repeat(100_000)}`
    await enqueue(process, cause)
    expect((await stored(process.orm))[0]?.data).toEqual(order(cause))
  })

  it('happens once for one key, also after the job has run', async () => {
    expect(await enqueue(process, 'a', { singletonKey: 'k' })).toBe(true)
    expect(await enqueue(process, 'b', { singletonKey: 'k' })).toBe(false)
    expect(await process.jobs.runPending()).toEqual({ ran: 1, failed: 0 })
    expect(await enqueue(process, 'c', { singletonKey: 'k' })).toBe(false)
    expect(await enqueue(process, 'd', { singletonKey: 'another' })).toBe(true)
    expect((await stored(process.orm)).map(({ data }) => data.cause)).toEqual(['a', 'd'])
  })

  it('happens once for one key when ten transactions ask at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) => enqueue(process, String(i), { singletonKey: 'k' })),
    )
    expect(results.filter(Boolean)).toHaveLength(1)
    expect(await stored(process.orm)).toHaveLength(1)
  })

  it('frees the key when the transaction is rolled back', async () => {
    await inTransaction(process.orm, async (tx) => {
      await process.jobs.enqueue(tx, 'send-mail', order(), { singletonKey: 'k' })
      throw new Error('no')
    }).catch(() => {})
    expect(await enqueue(process, 'again', { singletonKey: 'k' })).toBe(true)
  })

  it('waits for its time', async () => {
    await enqueue(process, 'later', { startAfter: new Date(Date.now() + 60_000) })
    expect(await process.jobs.runPending()).toEqual({ ran: 0, failed: 0 })
    expect(await process.jobs.runPending({ early: true })).toEqual({ ran: 1, failed: 0 })
  })

  it('leaves the queue as it is when the database is prepared again, by several at once', async () => {
    await enqueue(process)
    await Promise.all([1, 2, 3].map(() => migrateJobs(bench.url)))
    expect(await process.jobs.runPending()).toEqual({ ran: 1, failed: 0 })
  })
})

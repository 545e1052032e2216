import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { JobHandler } from '../../src/jobs/jobs.ts'
import { MailError } from '../../src/ports/mail/index.ts'
import { type Bench, enqueue, inTransaction, openBench, order, type Process, stored } from './queue.ts'

describe('working jobs off', () => {
  let bench: Bench
  let process: Process
  let handler: JobHandler<'send-mail'>
  beforeAll(async () => {
    bench = await openBench()
    process = await bench.join()
    process.jobs.work('send-mail', (job) => handler(job))
  })
  afterEach(async () => {
    process.lines.length = 0
    await process.orm.em.fork().execute('delete from pgboss.job')
  })
  afterAll(() => bench.close())

  it('hands over the payload, the attempt and a signal', async () => {
    const seen: unknown[] = []
    handler = async ({ payload, attempt, signal }) => void seen.push([payload, attempt, signal.aborted])
    await enqueue(process, 'x')
    await process.jobs.runPending()
    expect(seen).toEqual([[order('x'), 1, false]])
  })

  it('goes on with what a job enqueues, in the order it was enqueued', async () => {
    const seen: string[] = []
    handler = async ({ payload }) => {
      seen.push(payload.cause)
      if (payload.cause === 'first') await enqueue(process, 'child')
    }
    await inTransaction(process.orm, async (tx) => {
      for (const cause of ['first', 'second', 'third'])
        await process.jobs.enqueue(tx, 'send-mail', order(cause))
    })
    expect(await process.jobs.runPending()).toEqual({ ran: 4, failed: 0 })
    expect(seen).toEqual(['first', 'second', 'third', 'child'])
  })

  it('works off more than one batch', async () => {
    handler = async () => {}
    await inTransaction(process.orm, async (tx) => {
      for (let i = 0; i < 250; i++) await process.jobs.enqueue(tx, 'send-mail', order(String(i)))
    })
    expect(await process.jobs.runPending()).toEqual({ ran: 250, failed: 0 })
  })

  it('tries a failed job again after growing pauses', async () => {
    handler = async () => {
      throw new Error('the server is busy')
    }
    await enqueue(process)
    expect(await process.jobs.runPending()).toEqual({ ran: 1, failed: 1 })
    expect(await process.jobs.runPending()).toEqual({ ran: 0, failed: 0 })
    const pauses = [(await stored(process.orm))[0]?.pause ?? 0]
    for (let i = 0; i < 4; i++) {
      expect(await process.jobs.runPending({ early: true })).toEqual({ ran: 1, failed: 1 })
      pauses.push((await stored(process.orm))[0]?.pause ?? 0)
    }
    expect(pauses[0]).toBeGreaterThan(4)
    expect(pauses.every((pause, i) => i < 2 || pause >= (pauses[i - 2] ?? 0))).toBe(true)
    expect(pauses[4]).toBeGreaterThan(60)
  })

  it('counts the attempts and logs each failure with the job, its kind and the attempt', async () => {
    const attempts: number[] = []
    handler = async ({ attempt }) => {
      attempts.push(attempt)
      if (attempt < 3) throw new Error('not yet')
    }
    await enqueue(process)
    for (let i = 0; i < 4; i++) await process.jobs.runPending({ early: true })
    expect(attempts).toEqual([1, 2, 3])
    expect(process.lines.map(({ level, details }) => [level, details.kind, details.attempt])).toEqual([
      ['warn', 'send-mail', 1],
      ['warn', 'send-mail', 2],
    ])
    expect(process.lines[0]?.details.job).toMatch(/^[\da-f-]{36}$/)
  })

  it('keeps a job that failed for good, says so as an error, and never runs it again', async () => {
    let runs = 0
    handler = async () => {
      runs++
      throw new Error('never')
    }
    await enqueue(process, 'doomed')
    for (let i = 0; i < 15; i++) await process.jobs.runPending({ early: true })
    expect(runs).toBe(11)
    expect(process.lines.at(-1)).toMatchObject({
      level: 'error',
      details: { kind: 'send-mail', attempt: 11 },
    })
    expect(await stored(process.orm)).toMatchObject([{ state: 'failed' }])
    expect(await stored(process.orm, 'failed-jobs')).toMatchObject([{ data: { cause: 'doomed' } }])
  })

  it('does not try again what cannot succeed', async () => {
    handler = async () => {
      throw new MailError('no such mailbox', { permanent: true })
    }
    await enqueue(process)
    expect(await process.jobs.runPending()).toEqual({ ran: 1, failed: 1 })
    expect(await process.jobs.runPending({ early: true })).toEqual({ ran: 0, failed: 0 })
    expect(process.lines).toMatchObject([{ level: 'error' }])
    expect(await stored(process.orm)).toMatchObject([{ state: 'failed' }])
    expect(await stored(process.orm, 'failed-jobs')).toHaveLength(1)
  })

  it('runs merged jobs once for all of them, and tries one of them again', async () => {
    const merging = await bench.join()
    let runs = 0
    merging.jobs.work(
      'dispatch-events',
      async () => {
        if (++runs === 1) throw new Error('not now')
      },
      { merge: true },
    )
    await inTransaction(merging.orm, async (tx) => {
      for (let i = 0; i < 50; i++) await merging.jobs.enqueue(tx, 'dispatch-events', {})
    })
    expect(await merging.jobs.runPending()).toEqual({ ran: 50, failed: 1 })
    expect(await merging.jobs.runPending({ early: true })).toEqual({ ran: 1, failed: 0 })
    expect(runs).toBe(2)
  })

  it('is not stopped by one bad job among good ones', async () => {
    handler = async ({ payload }) => {
      if (payload.cause === 'bad') throw undefined
    }
    await inTransaction(process.orm, async (tx) => {
      for (const cause of ['good', 'bad', 'fine']) await process.jobs.enqueue(tx, 'send-mail', order(cause))
    })
    expect(await process.jobs.runPending()).toEqual({ ran: 3, failed: 1 })
  })
})

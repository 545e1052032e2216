import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, enqueue, inTransaction, openBench, order, stored, until } from './queue.ts'

describe('workers', () => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench()
  })
  afterEach(() => bench.close())

  it('take up a job at once, not at the next poll', async () => {
    const a = await bench.join()
    let ranAt = 0
    a.jobs.work('send-mail', async () => {
      ranAt = performance.now()
    })
    await a.jobs.start()
    const sentAt = performance.now()
    await enqueue(a)
    await until(() => ranAt)
    expect(ranAt - sentAt).toBeLessThan(4000)
  })

  it('run each of many jobs once, in two processes', async () => {
    const runs = new Map<string, number>()
    const doneBy = [0, 0]
    const processes = [await bench.join(), await bench.join()]
    processes.forEach(({ jobs }, i) => {
      const handler = async ({ payload }: { payload: { cause: string } }) => {
        runs.set(payload.cause, (runs.get(payload.cause) ?? 0) + 1)
        doneBy[i] = (doneBy[i] ?? 0) + 1
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      jobs.work('send-mail', handler, { concurrency: 2 })
    })
    await Promise.all(processes.map(({ jobs }) => jobs.start()))
    const [a] = processes as [(typeof processes)[0]]
    await inTransaction(a.orm, async (tx) => {
      for (let i = 0; i < 100; i++) await a.jobs.enqueue(tx, 'send-mail', order(String(i)))
    })
    await until(async () => (await stored(a.orm)).every(({ state }) => state === 'completed'))
    expect(runs.size).toBe(100)
    expect([...runs.values()].every((n) => n === 1)).toBe(true)
    expect(doneBy.every((n) => n > 0)).toBe(true)
  })

  it('work at as many jobs at a time as they are told', async () => {
    const a = await bench.join()
    let now = 0
    let most = 0
    const handler = async () => {
      most = Math.max(most, ++now)
      // The first ones wait for each other, however long the next take to come.
      await until(() => most >= 3)
      await new Promise((resolve) => setTimeout(resolve, 20))
      now--
    }
    a.jobs.work('send-mail', handler, { concurrency: 3 })
    await a.jobs.start()
    for (let i = 0; i < 12; i++) await enqueue(a)
    await until(async () => (await stored(a.orm)).every(({ state }) => state === 'completed'))
    expect(most).toBe(3)
  })

  it('finish what they do when they are stopped, and take nothing new', async () => {
    const a = await bench.join()
    const finished: string[] = []
    let started = false
    a.jobs.work('send-mail', async ({ payload }) => {
      started = true
      await new Promise((resolve) => setTimeout(resolve, 200))
      finished.push(payload.cause)
    })
    await a.jobs.start()
    await enqueue(a, 'first')
    await enqueue(a, 'second')
    await until(() => started)
    await a.jobs.stop({ graceful: true, timeoutMs: 5000 })
    expect(finished).toEqual(['first'])
    expect((await stored(a.orm)).map(({ state }) => state)).toEqual(['completed', 'created'])
  })

  it('stop quickly when they have nothing to do', async () => {
    const a = await bench.join()
    a.jobs.work('send-mail', async () => {})
    await a.jobs.start()
    const before = performance.now()
    await a.jobs.stop()
    expect(performance.now() - before).toBeLessThan(5000)
    await a.jobs.stop()
  })

  it('give back what does not finish in time, and another one does it', async () => {
    const a = await bench.join()
    const b = await bench.join()
    let aborted = false
    let started = false
    a.jobs.work('send-mail', async ({ signal }) => {
      started = true
      await once(signal, 'abort')
      aborted = true
    })
    await a.jobs.start()
    await enqueue(a)
    await until(() => started)
    await a.jobs.stop({ graceful: true, timeoutMs: 50 })
    await until(() => aborted)
    expect(await stored(a.orm)).toMatchObject([{ state: 'retry' }])
    b.jobs.work('send-mail', async () => {})
    expect(await b.jobs.runPending({ early: true })).toEqual({ ran: 1, failed: 0 })
  })

  it('do the job of a process that was killed', async () => {
    const script = fileURLToPath(new URL('doomed-process.ts', import.meta.url))
    const doomed = spawn(process.execPath, [script, bench.url], { stdio: ['ignore', 'pipe', 'inherit'] })
    const a = await bench.join()
    await enqueue(a)
    await once(doomed.stdout, 'data')
    doomed.kill('SIGKILL')
    await once(doomed, 'exit')
    expect(await stored(a.orm)).toMatchObject([{ state: 'active' }])
    const attempts: number[] = []
    a.jobs.work('send-mail', async ({ attempt }) => void attempts.push(attempt))
    await a.jobs.start()
    const em = a.orm.em.fork()
    await em.execute(
      `update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`,
    )
    await until(async () => (await stored(a.orm))[0]?.state === 'retry')
    await em.execute(`update pgboss.job set start_after = now()`)
    await until(() => attempts.length)
    expect(attempts).toEqual([2])
  })

  it('survive the loss of every connection, and hear of new jobs again', async () => {
    const a = await bench.join()
    const b = await bench.join()
    const seen: string[] = []
    a.jobs.work('send-mail', async ({ payload }) => void seen.push(payload.cause))
    await a.jobs.start()
    expect(await loseConnections(bench.url)).toBeGreaterThan(1)
    await until(() => a.lines.length)
    await enqueue(b, 'after the fall')
    await until(() => seen.length)
    expect(seen).toEqual(['after the fall'])
    const sentAt = performance.now()
    await enqueue(b, 'as before')
    await until(() => seen.length === 2)
    expect(performance.now() - sentAt).toBeLessThan(4000)
  })

  it('plan what repeats once for all processes', async () => {
    const processes = [await bench.join(), await bench.join()]
    let runs = 0
    for (const { jobs } of processes) {
      jobs.work('prune-events', async () => void runs++, { everySeconds: 24 * 60 * 60 })
    }
    await Promise.all(processes.map(({ jobs }) => jobs.start()))
    const late = await bench.join()
    late.jobs.work('prune-events', async () => void runs++, { everySeconds: 24 * 60 * 60 })
    expect(await stored(late.orm, 'prune-events')).toMatchObject([{ state: 'created' }])
    await Promise.all(processes.map(({ jobs }) => jobs.stop()))
    expect(await late.jobs.runPending()).toEqual({ ran: 0, failed: 0 })
    expect(await late.jobs.runPending({ early: true })).toEqual({ ran: 1, failed: 0 })
    expect(runs).toBe(1)
  })

  it('start in a moment and print nothing', async () => {
    const a = await bench.join()
    a.jobs.work('send-mail', async () => {})
    a.jobs.work('dispatch-events', async () => {})
    await a.orm.em.fork().execute('select 1')
    const before = performance.now()
    await a.jobs.start()
    expect(performance.now() - before).toBeLessThan(5000)
    expect(a.lines).toEqual([])
  })
})

/** Ends every connection to a database from outside, and says how many there were. */
async function loseConnections(url: string): Promise<number> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const { rowCount } = await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )
  await owner.end()
  return rowCount ?? 0
}

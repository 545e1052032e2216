import { once } from 'node:events'
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { createRateLimiter, type RateLimiter } from '../../src/ports/rate-limit/index.ts'
import { createTestDatabase } from '../support/database.ts'
import { newKey, pause, perHour, takeOne } from './rate-limit.contract.ts'

const redisUrl = process.env.REDIS_URL
const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

type Open = (log: { info(): void; warn(): void }) => Promise<{ limiter: RateLimiter; wire: Wire }>

async function onPostgres(log: { info(): void; warn(): void }) {
  const database = await createTestDatabase()
  opened.push(() => database.drop())
  const wire = await createWire(new URL(database.url))
  const url = new URL(database.url)
  url.port = String(wire.port)
  const pool = new pg.Pool({ connectionString: url.href, max: 2 })
  pool.on('error', () => {})
  opened.push(() => pool.end())
  return { limiter: await openLimiter({ kind: 'postgres', pool }, log), wire }
}

async function onRedis(log: { info(): void; warn(): void }) {
  const url = new URL(redisUrl as string)
  const wire = await createWire(url)
  url.port = String(wire.port)
  return { limiter: await openLimiter({ kind: 'redis', url: url.href }, log), wire }
}

async function openLimiter(...args: Parameters<typeof createRateLimiter>): Promise<RateLimiter> {
  const limiter = await createRateLimiter(...args)
  opened.push(() => limiter.close())
  return limiter
}

outages('PostgreSQL', onPostgres)
describe.skipIf(!redisUrl)('with a real Redis', () => {
  outages('Redis', onRedis)

  it('starts without a server that cannot be reached, and limits all the same', async () => {
    const { said, log } = journal()
    const limiter = await openLimiter({ kind: 'redis', url: 'redis://127.0.0.1:1' }, log)
    const key = newKey()
    expect((await takeOne(limiter, key, perHour(1))).allowed).toBe(true)
    expect((await takeOne(limiter, key, perHour(1))).allowed).toBe(false)
    expect(said).toEqual(['warn'])
    await expect(limiter.check()).rejects.toThrow()
  })
})

function outages(name: string, open: Open): void {
  describe(`a limiter in ${name} that is lost`, () => {
    it.each(['broken', 'silent'] as const)(
      'goes on by itself while the connection is %s, says so once, and comes back',
      async (how) => {
        const { said, log } = journal()
        const { limiter, wire } = await open(log)
        const [used, fresh] = [newKey(), newKey()]
        expect((await takeOne(limiter, used, perHour(3))).remaining).toBe(2)
        wire.cut(how)

        const verdicts = await Promise.all(
          Array.from({ length: 10 }, () => takeOne(limiter, used, perHour(3))),
        )
        expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(2)
        expect((await takeOne(limiter, fresh, perHour(3))).remaining).toBe(2)
        await expect(limiter.check()).rejects.toThrow()
        expect(said).toEqual(['warn'])

        const started = performance.now()
        for (let index = 0; index < 100; index++) await takeOne(limiter, newKey(), perHour(3))
        expect(performance.now() - started).toBeLessThan(2000)

        wire.mend()
        await until(() => said.length > 1)
        expect(said).toEqual(['warn', 'info'])
        await limiter.check()
        expect((await takeOne(limiter, newKey(), perHour(3))).remaining).toBe(2)
      },
    )
  })
}

function journal() {
  const said: string[] = []
  return { said, log: { info: () => void said.push('info'), warn: () => void said.push('warn') } }
}

async function until(holds: () => boolean): Promise<void> {
  for (let left = 300; !holds(); left--) {
    if (left === 0) throw new Error('it did not come to pass')
    await pause(50)
  }
}

interface Wire {
  port: number
  /** Ends all connections and refuses new ones, or takes them and lets nothing through. */
  cut(how: 'broken' | 'silent'): void
  mend(): void
}

/** A wire to a server that a test can cut. */
async function createWire({ hostname, port }: URL): Promise<Wire> {
  const sockets = new Set<Socket>()
  let state: 'whole' | 'broken' | 'silent' = 'whole'
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  const server: Server = createServer((near) => {
    track(near)
    if (state === 'broken') return near.destroy()
    const far = dial(Number(port), hostname)
    track(far)
    near.on('data', (data) => state === 'whole' && far.write(data))
    far.on('data', (data) => state === 'whole' && near.write(data))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  opened.push(async () => {
    server.close()
    destroyAll()
  })
  return {
    port: (server.address() as AddressInfo).port,
    cut(how) {
      state = how
      if (how === 'broken') destroyAll()
    },
    mend() {
      state = 'whole'
      // What was swallowed on the way never comes: such a connection is of no more use.
      destroyAll()
    },
  }
}

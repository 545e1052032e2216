import type { FastifyInstance } from 'fastify'
import { statement } from '../database/sql.ts'
import type { Services } from '../domains/context.ts'

const CHECK_LIMIT_MS = 2_000
const ping = statement<{ one: number }>('select 1 as one')

/** What operators ask, outside the API: `/livez`, `/readyz`, `/metrics`. */
export async function opsRoutes(server: FastifyInstance, { app }: { app: Services }): Promise<void> {
  let isClosing = false
  server.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  server.get('/livez', () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const checks = { ...(await check(app)), accepting: isClosing ? 'no' : 'yes' }
    const isReady = !isClosing && checks.database === 'ok' && checks.storage === 'ok'
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks })
  })
}

async function check({
  sql,
  storage,
  log,
}: Services): Promise<Record<'database' | 'storage', 'ok' | 'failing'>> {
  const probe = async (name: string, work: Promise<unknown>): Promise<'ok' | 'failing'> => {
    try {
      await within(CHECK_LIMIT_MS, work)
      return 'ok'
    } catch (error) {
      log.warn({ err: error, part: name }, 'not ready')
      return 'failing'
    }
  }
  const [database, disk] = await Promise.all([
    probe('database', sql.one(ping)),
    probe('storage', storage.check()),
  ])
  return { database, storage: disk }
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const limit = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds).unref(),
  )
  return Promise.race([work, limit])
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { z } from 'zod'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import type { Services } from '../../src/domains/context.ts'
import { conflict } from '../../src/domains/errors.ts'
import { restRoutes } from '../../src/http/rest.ts'
import { rpcRoutes } from '../../src/http/rpc.ts'
import { createServer } from '../../src/http/server.ts'
import { singleLine } from '../../src/lib/text.ts'
import { byRole, open, signedIn } from '../../src/rpc/procedures.ts'
import { t } from '../../src/rpc/trpc.ts'

const at = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: `/${string}`) => ({ openapi: { method, path } })

/** Shared by two procedures and both surfaces: whoever changed it would be found out. */
const Count = z.int().min(1).max(9).default(3)

/** One procedure of each kind that the facade has to serve. */
const things = t.router({
  list: open
    .meta(at('GET', '/things'))
    .input(
      z.object({
        count: Count,
        deep: z.boolean().optional(),
        tags: z.array(z.string()).optional(),
        ids: z.array(z.int()).optional(),
      }),
    )
    .output(z.unknown())
    .query(({ input }) => input),
  get: open
    .meta(at('GET', '/things/{slug}'))
    .input(z.object({ slug: z.string().regex(/^[^x]*$/) }))
    .output(z.unknown())
    .query(({ ctx, input }) => ({ ...input, peek: ctx.peek })),
  create: open
    .meta({ ...at('POST', '/things/{slug}'), rest: { status: 201 } })
    .input(z.object({ slug: z.string(), name: singleLine({ min: 3, max: 5 }), count: Count }))
    .output(z.unknown())
    .mutation(({ input }) => input),
  remove: open
    .meta({ ...at('DELETE', '/things/{slug}'), rest: { status: 204 } })
    .input(z.object({ slug: z.string() }))
    .mutation(() => undefined),
  strict: open
    .meta({ ...at('PUT', '/strict'), rest: { invalid: 'bad_request' } })
    .input(z.object({ name: z.string() }))
    .output(z.unknown())
    .mutation(({ input }) => input),
  large: open
    .meta(at('GET', '/large'))
    .output(z.string())
    .query(() => 'gourd '.repeat(1000)),
  taken: open.meta(at('POST', '/taken')).mutation(() => {
    throw conflict('It is taken.')
  }),
  broken: open
    .meta(at('GET', '/broken'))
    .output(z.object({ count: z.int() }))
    .query(() => {
      throw new Error('the password of the database is hunter2')
    }),
  misshapen: open
    .meta(at('GET', '/misshapen'))
    .output(z.object({ count: z.int() }))
    .query(() => ({ count: 'hunter2' }) as never),
  slow: open
    .meta(at('GET', '/slow'))
    .output(z.string())
    .query(({ ctx }) => sleep(60_000, 'late', { signal: ctx.deadline.signal })),
  mine: signedIn
    .meta(at('POST', '/mine'))
    .input(z.object({ name: z.string() }))
    .output(z.unknown())
    .mutation(({ ctx }) => ctx.actor.username),
  staff: byRole('moderator', 'admin')
    .meta(at('GET', '/staff'))
    .output(z.string())
    .query(({ ctx }) => ctx.actor.username),
})

const router = t.router({ things })

export interface Line {
  level: string
  msg: string
  [member: string]: unknown
}

/** A server with the facade over the fixture's procedures, and what it logged. */
export function fixtureServer() {
  const lines: Line[] = []
  let server: FastifyInstance
  let origin = ''
  beforeAll(async () => {
    const log = pino(
      { formatters: { level: (label) => ({ level: label }) } },
      { write: (line: string) => void lines.push(JSON.parse(line)) },
    )
    const config = createConfig(
      readEnv({ JWT_SECRET: 'x'.repeat(32), ALLOWED_ORIGINS: 'https://hub.example', DATA_DIR: '/nowhere' }),
    )
    const app = fakeServices(log)
    server = await createServer(config, app, { timeoutMs: 300 })
    await server.register(restRoutes, { prefix: '/api/v1', router, app })
    await server.register(rpcRoutes, { prefix: '/trpc', router, app })
    origin = await server.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(() => server.close())
  return {
    lines,
    get server() {
      return server
    },
    get current() {
      return { origin }
    },
  }
}

const people: Record<string, 'author' | 'admin'> = { 'a-author': 'author', 'an-admin': 'admin' }

const fakeServices = (log: pino.Logger): Services =>
  ({
    log,
    settings: { cookie: { secure: false }, spoolDirectory: '/nowhere' },
    apiKeys: { authenticate: async () => undefined },
    sessions: {
      authenticate: async (token: string) => {
        if (token === 'no-database') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
        const role = people[token]
        return role && { kind: 'session', userId: 'u', username: token, role, sessionId: 's' }
      },
    },
  }) as unknown as Services

import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { fastifyTRPCOpenApiPlugin } from 'trpc-to-openapi'
import { createConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import type { Services } from '../../src/domains/context.ts'
import { factsOf } from '../../src/http/facts.ts'
import { restRoutes } from '../../src/http/rest.ts'
import { createServer } from '../../src/http/server.ts'
import { createLog } from '../../src/lib/log.ts'
import { createContext } from '../../src/rpc/context.ts'
import { serve } from '../lib/child.ts'
import { answer, places, router, schemasOf } from './things.ts'

const prefix = '/api/v1'
const config = createConfig(readEnv({ JWT_SECRET: 'x'.repeat(32), DATA_DIR: '/nowhere' }))
/** Nobody signs in here: no store is asked. */
const app = {
  log: createLog(config.logLevel),
  settings: { cookie: config.http.cookie, spoolDirectory: '/nowhere' },
} as unknown as Services

const contextOf = (request: FastifyRequest, reply: Parameters<typeof factsOf>[1]) =>
  createContext(app, factsOf(request, reply, app))

/** What a person would write without tRPC: a route, a schema before it and one behind it. */
async function handWritten(server: FastifyInstance): Promise<void> {
  for (const place of places) {
    const { input, output } = schemasOf()
    server.get(`/things-${place}/:slug`, async (request, reply) => {
      const { slug } = request.params as { slug: string }
      const { count } = request.query as { count?: string }
      const parsed = input.parse({ slug, count: count === undefined ? undefined : Number(count) })
      reply.header('cache-control', 'no-store')
      return output.parse(answer(parsed))
    })
  }
}

const make = async (register: (server: FastifyInstance) => PromiseLike<unknown>) => {
  const server = await createServer(config, app)
  await register(server)
  return { server }
}

await serve({
  gourd: () => make((server) => server.register(restRoutes, { prefix, router, app })),
  'hand-written': () => make((server) => server.register(handWritten, { prefix })),
  'hand-written-bare': async () => {
    const server = fastify()
    await server.register(handWritten, { prefix })
    return { server }
  },
  'trpc-to-openapi': () =>
    make((server) =>
      server.register(fastifyTRPCOpenApiPlugin, {
        basePath: prefix,
        router,
        createContext: ({ req, res }: { req: unknown; res: unknown }) =>
          contextOf(req as never, res as never),
      } as never),
    ),
  'trpc-adapter': () =>
    make((server) =>
      server.register(fastifyTRPCPlugin, {
        prefix: '/trpc',
        trpcOptions: {
          router,
          createContext: ({ req, res }: { req: unknown; res: unknown }) =>
            contextOf(req as never, res as never),
        },
      }),
    ),
})

import type { AnyRouter } from '@trpc/server'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../domains/context.ts'
import { DomainError } from '../domains/errors.ts'
import { createContext } from '../rpc/context.ts'
import { toDomainError } from '../rpc/errors.ts'
import type { Meta } from '../rpc/meta.ts'
import { running } from '../rpc/running.ts'
import { logFailure } from './errors.ts'
import { factsOf } from './facts.ts'
import { rpcCalls } from './usage.ts'

const MAX_BATCH = 20

/** Typed RPC under `/trpc`, by tRPC's own adapter. */
export async function rpcRoutes(
  server: FastifyInstance,
  { router, app }: { router: AnyRouter; app: Services },
): Promise<void> {
  const procedures = router._def.procedures as Record<string, { _def: { meta?: Meta } }>
  const metaOf = (path: string) => (Object.hasOwn(procedures, path) ? procedures[path]?._def.meta : undefined)
  server.addHook('onRequest', (request, _reply, done) => {
    request.rpc = rpcCalls(request, router, MAX_BATCH)
    running.run({ id: request.id, metaOf }, done)
  })
  server.setErrorHandler((error, request, reply) => sendRpcError(request, reply, error))
  server.setNotFoundHandler((request, reply) => sendRpcError(request, reply, new Error('unreachable')))
  server.addHook('onRequest', refuseForms)
  await server.register(fastifyTRPCPlugin, {
    trpcOptions: {
      router,
      maxBatchSize: MAX_BATCH,
      createContext: ({ req, res }: { req: FastifyRequest; res: FastifyReply }) =>
        createContext(app, factsOf(req, res, app)),
      onError: ({ error, path, req }: { error: unknown; path?: string; req: FastifyRequest }) => {
        const failure = toDomainError(error, path === undefined ? undefined : metaOf(path))
        logFailure(req, failure)
        if (path !== undefined) req.rpc?.failures.push({ name: path, status: failure.status })
      },
      responseMeta: ({ errors, paths }: { errors: unknown[]; paths?: readonly string[] }) => {
        const [first] = errors
        if (!first || errors.length !== (paths?.length ?? 1)) return {}
        const error = toDomainError(first, metaOf(paths?.[0] ?? ''))
        return { status: error.status, headers: error.headers }
      },
    },
  })
}

/** tRPC would read a form of any size into memory, whoever sends it. */
async function refuseForms({ headers }: FastifyRequest): Promise<void> {
  if (!/^multipart\//i.test(headers['content-type'] ?? '')) return
  throw new DomainError('unsupported_media_type', 'RPC takes JSON. Send files over REST.')
}

/** What fails before tRPC gets the request, in the shape tRPC's client reads. */
function sendRpcError(request: FastifyRequest, reply: FastifyReply, thrown: unknown) {
  const error = toDomainError(thrown)
  logFailure(request, error)
  const data = {
    httpStatus: error.status,
    code: error.code,
    request_id: `req_${request.id}`,
    ...error.details,
  }
  const body = { error: { message: error.message, code: -32603, data } }
  const isBatch = (request.query as { batch?: string }).batch === '1'
  return reply
    .code(error.status)
    .headers(error.headers)
    .send(isBatch ? [body] : body)
}

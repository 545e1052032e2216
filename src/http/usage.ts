import type { AnyRouter } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KeyCall } from '../domains/api-keys/index.ts'
import type { Services } from '../domains/context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The calls of an RPC request, which is one or a batch. */
    rpc?: RpcCalls
  }
}

export interface RpcCalls {
  /** As they stand in the path. */
  names: string[]
  isKnown: (name: string) => boolean
  failures: { name: string; status: number }[]
}

/** What is no procedure: a path or a method that is not there. */
const UNKNOWN = 'unknown'
/** What the log says of an answer that nobody waited for. */
const ABANDONED = 499

/** Records every call made with a good key, however it was answered. */
export function recordKeyUsage(server: FastifyInstance, app: Services): void {
  server.decorateRequest('rpc')
  server.addHook('onResponse', (request, reply, done) => {
    const key = request.caller?.key
    if (key) for (const call of callsOf(request, reply)) app.keyUsage.record(key, call)
    done()
  })
}

/** What an RPC request asks for; a batch that is longer than any we take is one unknown call. */
export function rpcCalls(request: FastifyRequest, router: AnyRouter, maxBatch: number): RpcCalls {
  const { path = '' } = request.params as { path?: string }
  const isBatch = (request.query as { batch?: string }).batch === '1'
  const names = isBatch ? path.split(',') : [path]
  return {
    names: names.length > maxBatch ? [UNKNOWN] : names,
    isKnown: (name) => Object.hasOwn(router._def.procedures as object, name),
    failures: [],
  }
}

function callsOf(request: FastifyRequest, reply: FastifyReply): KeyCall[] {
  const resource = request.url.split('?', 1)[0] ?? ''
  const statusCode = reply.raw.headersSent ? reply.statusCode : ABANDONED
  if (request.rpc) return rpcCallsOf(request.rpc, statusCode).map((call) => ({ ...call, resource }))
  return [{ action: request.routeOptions.config.procedure ?? UNKNOWN, resource, statusCode }]
}

function rpcCallsOf({ names, isKnown, failures }: RpcCalls, statusCode: number) {
  const left = [...failures]
  return names.map((name) => {
    const index = left.findIndex((failure) => failure.name === name)
    const [failure] = index < 0 ? [] : left.splice(index, 1)
    return {
      action: isKnown(name) ? name : UNKNOWN,
      // 207: some of the batch failed, and not this one.
      statusCode: failure?.status ?? (statusCode === 207 ? 200 : statusCode),
    }
  })
}

import multipart from '@fastify/multipart'
import type { AnyProcedure, AnyRouter } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Services } from '../domains/context.ts'
import type { RawFile } from '../lib/raw-file.ts'
import { callerOf } from '../rpc/call.ts'
import { NOT_MODIFIED } from '../rpc/conditional-read.ts'
import { createContext } from '../rpc/context.ts'
import type { Meta } from '../rpc/meta.ts'
import { buildMark } from './build-mark.ts'
import { type Coercer, coercerOf } from './coerce.ts'
import {
  allowKeeping,
  finishHeaders,
  readOf,
  sendNotModified,
  sendTagged,
  taggedAnswer,
} from './conditional.ts'
import { methodNotAllowed, sendError } from './errors.ts'
import { factsOf } from './facts.ts'
import { type KeptAnswers, keepAnswers } from './kept-answers.ts'
import { type KnownTags, knownTags } from './known-tags.ts'
import { sendFile } from './send-file.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the procedure behind a route says about itself. */
    meta?: Meta
    /** Its name, like `plugins.list`. */
    procedure?: string
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Registers one native route per procedure that carries `meta.openapi`, and 405 for their other methods. */
export async function restRoutes(
  server: FastifyInstance,
  options: { router: AnyRouter; app: Services; answers?: KeptAnswers },
): Promise<void> {
  const served = { app: options.app, build: buildMark(), answers: options.answers ?? keepAnswers(0) }
  server.addHook('onRoute', (route) => {
    if (route.config?.meta?.rest?.cache) finishHeaders(route)
  })
  const documented = Object.entries(options.router._def.procedures as Record<string, AnyProcedure>).flatMap(
    ([path, procedure]) => {
      const meta = procedure._def.meta as Meta | undefined
      return meta?.openapi ? [routeOf(path, procedure, meta, served)] : []
    },
  )
  const forms = documented.filter(({ config }) => config.meta.rest?.form)
  for (const route of documented.filter((each) => !forms.includes(each))) server.route(route)
  await server.register(async (scope) => {
    // Forms alone: a JSON endpoint answers 415 to a form, and an upload answers 415 to JSON.
    scope.removeAllContentTypeParsers()
    await scope.register(multipart)
    for (const route of forms) scope.route(route)
  })
  for (const [url, methods] of methodsByUrl(documented)) await server.register(otherMethods(url, methods))
}

interface Server {
  app: Services
  /** Names its code. */
  build: string
  answers: KeptAnswers
}

function routeOf(path: string, procedure: AnyProcedure, meta: Meta, server: Server) {
  const { method = 'GET', path: template = '/' } = meta.openapi ?? {}
  return {
    method,
    url: template.replace(/\{([^}]+)\}/g, ':$1'),
    exposeHeadRoute: method === 'GET',
    config: { meta, procedure: path, untimed: meta.rest?.form !== undefined },
    handler: handlerOf(path, procedure, meta, server),
  }
}

function methodsByUrl(routes: { url: string; method: string }[]): Map<string, Set<string>> {
  const methods = new Map<string, Set<string>>()
  for (const { url, method } of routes) methods.set(url, (methods.get(url) ?? new Set()).add(method))
  return methods
}

function handlerOf(path: string, procedure: AnyProcedure, meta: Meta, { app, build, answers }: Server) {
  const inputOf = inputReader(procedure, meta)
  const respond = responder(meta, answers)
  const call = callerOf(path, procedure)
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const known = knownTags(request)
    const kept = meta.rest?.cache === 'row' ? answers.get(request.url) : undefined
    const read = readOf(meta, build, known, kept)
    try {
      const ctx = createContext(app, factsOf(request, reply, app), read)
      const output = await call({ ctx, rawInput: () => inputOf(request) })
      if (!reply.sent) return respond(request, reply, output, known, read?.tag)
    } catch (error) {
      if (reply.sent) return
      if (error !== NOT_MODIFIED) return void sendError(request, reply, error, meta)
      allowKeeping(request, reply, 'row')
      const tag = read?.tag as string
      if (kept?.tag === tag) sendTagged(reply, known, kept)
      else sendNotModified(reply, known, tag)
    }
  }
  // Fastify gets no promise: it would wait for what was sent already.
  return (request: FastifyRequest, reply: FastifyReply): void => {
    answer(request, reply).catch((error) => void reply.send(error))
  }
}

/** Path and query strings, coerced by the schema; a body's members beside the path's, which win. */
function inputReader(procedure: AnyProcedure, meta: Meta): (request: FastifyRequest) => unknown {
  const shape = shapeOf(procedure)
  if (!shape) return () => undefined
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(meta.openapi?.method ?? '')
  const coercers = coercersOf(shape, meta, hasBody)
  return (request) => {
    const own = hasBody && !meta.rest?.form ? request.body : request.query
    if (own !== undefined && own !== null && !isRecord(own)) return own
    const input: Record<string, unknown> = { ...own, ...(request.params as object) }
    for (const [name, coerce] of coercers) {
      if (input[name] !== undefined) input[name] = coerce(input[name])
    }
    return input
  }
}

function coercersOf(shape: Record<string, z.ZodType>, meta: Meta, hasBody: boolean): [string, Coercer][] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    if (hasBody && !meta.openapi?.path.includes(`{${name}}`)) return []
    const coerce = coercerOf(schema)
    return coerce ? [[name, coerce] as [string, Coercer]] : []
  })
}

function shapeOf(procedure: AnyProcedure): Record<string, z.ZodType> | undefined {
  const inputs = (procedure._def as unknown as { inputs: z.ZodType[] }).inputs
  if (inputs.length === 0) return undefined
  return Object.assign({}, ...inputs.map((input) => (input instanceof z.ZodObject ? input.shape : {})))
}

/** Sends what a procedure gave; a promise where that takes its time. */
function responder({ rest = {} }: Meta, answers: KeptAnswers) {
  const { status = 200, cache, differing } = rest
  const statusOf = rest.statusOf as ((output: unknown) => number) | undefined
  return (
    request: FastifyRequest,
    reply: FastifyReply,
    output: unknown,
    known: KnownTags,
    rowTag: string | undefined,
  ): Promise<unknown> | undefined => {
    if (reply.statusCode === 200) reply.code(statusOf ? statusOf(output) : status)
    if (cache) allowKeeping(request, reply, cache)
    else reply.header('cache-control', 'no-store')
    if (isRedirect(status)) return void reply.redirect((output as { redirect: string }).redirect, status)
    if (rest.raw) return sendFile(request, reply, output as RawFile, known)
    if (output === undefined) return void reply.code(204).send()
    if (rowTag !== undefined) {
      const answer = { tag: rowTag, body: JSON.stringify(output) }
      answers.keep(request.url, answer)
      return void sendTagged(reply, known, answer)
    }
    if (cache) return void sendTagged(reply, known, taggedAnswer(output, differing))
    reply.type('application/json; charset=utf-8').send(JSON.stringify(output))
  }
}

/** OPTIONS says what the path knows; any other method is 405 with the same list. */
function otherMethods(url: string, methods: Set<string>) {
  const allow = [...methods, ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  return async (server: FastifyInstance) => {
    server.options(url, (_request, reply) => reply.code(204).header('allow', allow).send())
    const missing = METHODS.filter((method) => !methods.has(method))
    const refused = methods.has('GET') ? missing : [...missing, 'HEAD' as const]
    // A body in a method that is not there is not worth parsing.
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', (_request, _payload, done) => done(null))
    server.route({
      method: refused,
      url,
      handler: (request, reply) => sendError(request, reply, methodNotAllowed(request.method, allow)),
    })
  }
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

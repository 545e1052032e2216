import { randomUUID } from 'node:crypto'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Config } from '../config/config.ts'
import type { Services } from '../domains/context.ts'
import { DomainError } from '../domains/errors.ts'
import { identifyCallers } from './caller.ts'
import { limitTime } from './deadline.ts'
import { envelope, sendError } from './errors.ts'
import { lingerAfterAnswers } from './linger.ts'
import { logRequests } from './log.ts'
import { metricsRoute } from './metrics.ts'
import { recordKeyUsage } from './usage.ts'

const JSON_LIMIT = 1_048_576
const TIMEOUT_MS = 30_000
const MAX_PATH_PARAMETER = 500

/** Headers of every answer; a page that needs more says so itself. */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** A Fastify with everything that holds for every request: ids, limits, CORS, gzip, security headers, errors, log. */
export async function createServer(
  config: Config,
  app: Services,
  { timeoutMs = TIMEOUT_MS } = {},
): Promise<FastifyInstance> {
  const server = fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_LIMIT,
    keepAliveTimeout: 72_000,
    trustProxy: config.http.trustedProxies.length > 0 ? config.http.trustedProxies : false,
    // The caller's own id is logged, never taken over.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => sendError(request, reply, error) as never,
    clientErrorHandler: answerBrokenRequest,
    return503OnClosing: false,
  })
  const headers = config.http.cookie.secure
    ? { ...SECURITY_HEADERS, 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
    : SECURITY_HEADERS
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id)
    done()
  })
  limitTime(server, timeoutMs)
  logRequests(server)
  lingerAfterAnswers(server)
  metricsRoute(server)
  server.setErrorHandler((error, request, reply) => sendError(request, reply, error))
  server.setNotFoundHandler((request, reply) =>
    sendError(
      request,
      reply,
      new DomainError('not_found', `There is no ${request.method} ${pathOf(request.url)}.`),
    ),
  )
  acceptEmptyJson(server)
  await server.register(cors, corsOptions(config))
  await server.register(compress, { encodings: ['gzip'], threshold: 1024, globalDecompression: false })
  await server.register(cookie)
  identifyCallers(server, app)
  recordKeyUsage(server, app)
  return server
}

const corsOptions = ({ http }: Config) => ({
  origin: http.allowedOrigins,
  credentials: true,
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Content-Type', 'Authorization', 'X-API-Key', 'X-Org-Id', 'If-None-Match'],
  exposedHeaders: [
    'x-request-id',
    'Retry-After',
    'X-RateLimit-Limit',
    'X-RateLimit-Remaining',
    'X-RateLimit-Reset',
    'Allow',
    'ETag',
    'Content-Disposition',
    'Content-Range',
  ],
  maxAge: 3600,
  strictPreflight: false,
  // The routes answer: a preflight is told the methods of its path.
  preflightContinue: true,
})

/** A body of no bytes is no body, whatever its content type says. */
function acceptEmptyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeContentTypeParser(['application/json', 'text/plain'])
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  )
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''

/** Bytes that are not HTTP never become a request; they still get an answer in the one shape. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: import('node:net').Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const known = new DomainError(
    'bad_request',
    tooLarge ? 'The headers are too large.' : 'This is not valid HTTP.',
  )
  const body = JSON.stringify(envelope(known, randomUUID()))
  const head = [
    tooLarge ? 'HTTP/1.1 431 Request Header Fields Too Large' : 'HTTP/1.1 400 Bad Request',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ours } from '../rpc/errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes as long as it takes: uploads and downloads have idle timeouts of their own. */
    untimed?: boolean
  }
  interface FastifyRequest {
    deadline: Deadline
  }
}

/** Made once: an error for each request would cost its stack each time. */
const GONE = new Error('nobody waits for the answer any more')

/**
 * The end of waiting for an answer: the client went away, or time is up. (Fastify's own `handlerTimeout` and
 * `request.signal` end when the body of a request was read.)
 */
export class Deadline {
  #controller: AbortController | undefined
  #reason: unknown
  timer: NodeJS.Timeout | undefined

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#reason) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  pass(reason: Error): void {
    clearTimeout(this.timer)
    this.#reason ??= reason
    this.#controller?.abort(reason)
  }
}

/** Ends every request after `timeoutMs` with 504, in the shape of its surface. */
export function limitTime(server: FastifyInstance, timeoutMs: number): void {
  server.decorateRequest('deadline')
  server.addHook('onRequest', (request, reply, done) => {
    const deadline = new Deadline()
    request.deadline = deadline
    if (!request.routeOptions.config.untimed) {
      deadline.timer = setTimeout(() => stop(request, reply, deadline), timeoutMs)
    }
    reply.raw.once('close', () => deadline.pass(GONE))
    done()
  })
}

function stop(request: FastifyRequest, reply: FastifyReply, deadline: Deadline): void {
  const error = ours('timeout', new Error(`${request.method} ${request.routeOptions.url} took too long`))
  deadline.pass(error)
  if (reply.sent) return
  // The rest of a body that is still coming is not waited for.
  if (!request.raw.complete) reply.header('connection', 'close')
  reply.send(error)
}

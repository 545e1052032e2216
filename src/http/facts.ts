import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnswerSink, Services } from '../domains/context.ts'
import type { RequestFacts } from '../rpc/context.ts'
import { allOf } from './caller.ts'
import { CredentialCookie } from './credential.ts'
import { formOf } from './form.ts'
import { TicketCookies } from './tickets.ts'

const MAX_DEVICE_LENGTH = 255

/** What the rest of the house may know of an HTTP request. */
export function factsOf(request: FastifyRequest, reply: FastifyReply, app: Services): RequestFacts {
  const { headers } = request
  const { meta } = request.routeOptions.config
  return {
    requestId: request.id,
    address: request.ip,
    device: (headers['user-agent'] ?? '').slice(0, MAX_DEVICE_LENGTH),
    method: request.method,
    caller: request.caller,
    orgHeader: allOf(request, 'x-org-id'),
    log: request.log,
    deadline: request.deadline,
    credential: new CredentialCookie(reply, app.settings.cookie),
    answer: new HttpAnswer(reply),
    tickets: new TicketCookies(reply, app.settings.cookie),
    form: meta?.rest?.form && formOf(request, app.settings),
  }
}

class HttpAnswer implements AnswerSink {
  readonly #reply: FastifyReply

  constructor(reply: FastifyReply) {
    this.#reply = reply
  }

  setHeader(name: string, value: string): void {
    this.#reply.header(name, value)
  }

  setStatus(status: number): void {
    this.#reply.code(status)
  }
}

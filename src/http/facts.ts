import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../domains/context.ts'
import type { RequestFacts } from '../rpc/context.ts'
import { allOf } from './caller.ts'
import { cookieSink } from './credential.ts'
import { formOf } from './form.ts'
import { ticketCookies } from './tickets.ts'

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
    credential: cookieSink(reply, app.settings.cookie),
    answer: {
      setHeader: (name, value) => void reply.header(name, value),
      setStatus: (status) => void reply.code(status),
    },
    tickets: ticketCookies(request, reply, app.settings.cookie),
    form: meta?.rest?.form && formOf(request, app.settings),
  }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../domains/errors.ts'
import { toDomainError } from '../rpc/errors.ts'
import type { Meta } from '../rpc/meta.ts'

/** The error envelope (CONTRACT §1). */
export const envelope = (error: DomainError, requestId: string) => ({
  error: { code: error.code, message: error.message, request_id: `req_${requestId}`, ...error.details },
})

/** Answers with the envelope; what is our failure goes to the log with its cause. */
export function sendError(request: FastifyRequest, reply: FastifyReply, thrown: unknown, meta?: Meta) {
  const error = toDomainError(thrown, meta)
  logFailure(request, error)
  return reply
    .code(error.status)
    .headers({ 'cache-control': 'no-store', ...error.headers })
    .type('application/json; charset=utf-8')
    .send(envelope(error, request.id))
}

/** Our failures (5xx) are logged with their cause; a caller's mistake is not an event. */
export function logFailure(request: FastifyRequest, error: DomainError): void {
  if (error.status >= 500)
    request.log.error({ err: error.cause ?? error, code: error.code }, 'request failed')
}

export const methodNotAllowed = (method: string, allow: string): DomainError =>
  new DomainError('method_not_allowed', `${method} is not possible here; this path knows ${allow}.`, {
    headers: { allow },
  })

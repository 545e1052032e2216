import { TRPCError } from '@trpc/server'
import { DomainError, type ErrorCode, type Issue, notFound, STATUS, sentence } from '../domains/errors.ts'
import type { Meta } from './meta.ts'

/** What tRPC itself refuses before a procedure runs. */
const OF_TRPC: Partial<Record<TRPCError['code'], ErrorCode>> = {
  PARSE_ERROR: 'bad_request',
  BAD_REQUEST: 'bad_request',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
}

/** Messages that stand in for a cause that stays with us. */
const OURS = {
  internal: 'An unexpected error occurred',
  unavailable: 'The service is not available right now. Try again in a moment.',
  timeout: 'The request took longer than 30 seconds and was stopped.',
} as const

/** The error of the house for anything that was thrown; what nobody foresaw is `internal`. */
export function toDomainError(thrown: unknown, meta?: Meta): DomainError {
  if (thrown instanceof DomainError) return thrown
  if (thrown instanceof TRPCError) return ofTrpc(thrown, meta)
  if (isOutage(thrown)) return ours('unavailable', thrown)
  return ofFastify(thrown) ?? ours('internal', thrown)
}

/** An error of ours: the cause is for the log, never for the caller. */
export const ours = (code: keyof typeof OURS, cause: unknown): DomainError =>
  new DomainError(code, OURS[code], {
    cause,
    ...(code === 'unavailable' && { headers: { 'retry-after': '5' } }),
  })

function ofTrpc(error: TRPCError, meta?: Meta): DomainError {
  if (error.code === 'INTERNAL_SERVER_ERROR' && error.cause) {
    // A schema that fails on the way out is our mistake, whatever it looks like.
    return issuesOf(error.cause) ? ours('internal', error.cause) : toDomainError(error.cause)
  }
  const issues = error.code === 'BAD_REQUEST' && issuesOf(error.cause)
  if (issues) return refusedInput(issues, meta)
  const code = OF_TRPC[error.code]
  return code ? new DomainError(code, error.message) : ours('internal', error)
}

function refusedInput(issues: Issue[], meta?: Meta): DomainError {
  const pathParameter = issues.find(({ path }) => meta?.openapi?.path.includes(`{${path}}`))
  // What a path names by something that cannot be a name is not there.
  if (pathParameter) return notFound('What this path names was')
  const { invalid = 'validation_failed', invalidAt = {} } = meta?.rest ?? {}
  const code = issues.map(({ path }) => invalidAt[path]).find(Boolean) ?? invalid
  return new DomainError(code, issues.map(sentence).join(' '), {
    details: { issues },
  })
}

function issuesOf(cause: unknown): Issue[] | undefined {
  const issues = (cause as { issues?: { path: PropertyKey[]; message: string }[] } | undefined)?.issues
  if (!Array.isArray(issues)) return undefined
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }))
}

/** Connection loss, start-up and shut-down of PostgreSQL, and a pool that gives no connection. */
function isOutage(thrown: unknown): boolean {
  for (let error = thrown as { code?: string; message?: string; cause?: unknown } | undefined; error; ) {
    if (/^(08|53|57P0)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(String(error.code ?? '')))
      return true
    if (/timeout exceeded when trying to connect|Connection terminated/i.test(error.message ?? ''))
      return true
    error = error.cause as typeof error
  }
  return false
}

/** Fastify's own refusals: malformed JSON, wrong content types, oversized bodies, timeouts. */
function ofFastify(thrown: unknown): DomainError | undefined {
  const {
    code = '',
    statusCode,
    message = '',
  } = (thrown ?? {}) as {
    code?: string
    statusCode?: number
    message?: string
  }
  // No name is as long as what this path has in its place.
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return notFound('What this path names was')
  const status = Object.entries(STATUS).find(([, value]) => value === statusCode)
  if (!status || !statusCode || statusCode >= 500) return undefined
  return new DomainError(status[0] as ErrorCode, FASTIFY_SAYS[code] ?? message)
}

const FASTIFY_SAYS: Record<string, string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'This endpoint does not take that content type; see its documentation.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large for this endpoint.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty although its content type says JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as its Content-Length says.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
}

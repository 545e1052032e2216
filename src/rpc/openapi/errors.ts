import { type ErrorCode, STATUS } from '../../domains/errors.ts'
import { type Reference, type Response, refTo } from './document.ts'
import { type ErrorText, errorText } from './error-texts.ts'
import { COMMON_HEADERS } from './headers.ts'
import { type Documented, hasBody, isChecked } from './procedures.ts'

/** What every endpoint can answer. */
const EVERYWHERE: ErrorCode[] = ['unauthenticated', 'rate_limited', 'internal', 'unavailable', 'timeout']

/** Headers of an error besides the request id. */
const HEADERS: Record<number, object> = {
  401: { 'www-authenticate': refTo('headers', 'WwwAuthenticate') },
  429: { 'retry-after': refTo('headers', 'RetryAfter') },
  503: { 'retry-after': refTo('headers', 'RetryAfter') },
}

/** Whatever is not listed. */
export const ANY_ERROR: Response = {
  description: 'Any other error, in the one shape',
  headers: COMMON_HEADERS,
  content: { 'application/json': { schema: refTo('schemas', 'Error') } },
}

const REQUEST_ID = 'req_0198f2a4-7c1e-7b3a-9d52-6f0e4b8c1a2d'

/**
 * The error responses of a procedure by status: what its access and input imply, and what it adds itself.
 * The ones without a text of its own go to `shared` and are referred to.
 */
export function errorResponses(procedure: Documented, shared: Record<string, Response>) {
  const own = procedure.rest.errors ?? {}
  const codes = [...new Set([...impliedCodes(procedure), ...(Object.keys(own) as ErrorCode[])])]
  const responses: Record<string, Response | Reference> = {}
  for (const [status, group] of byStatus(codes)) {
    const texts = group.map((code) => ({ code, ...errorText(code, procedure), ...ownText(own[code]) }))
    const response = responseOf(status, texts)
    const name = texts.map((text) => text.name).join('Or')
    const isOwn = group.some((code) => own[code])
    responses[status] = isOwn ? response : refTo('responses', name)
    if (!isOwn) shared[name] = response
  }
  return responses
}

const ownText = (cause: string | undefined) =>
  cause && { cause, message: `${cause.replaceAll('`', '').replace(/\.$/, '')}.` }

function impliedCodes(procedure: Documented): ErrorCode[] {
  return [
    ...EVERYWHERE,
    ...impliedByAccess(procedure.access),
    ...(procedure.plan ? (['plan_gated'] as const) : []),
    ...(procedure.pathParameters.length > 0 ? (['not_found'] as const) : []),
    ...(hasBody(procedure) ? (['bad_request', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(isChecked(procedure) ? [procedure.rest.invalid ?? ('validation_failed' as const)] : []),
  ]
}

function impliedByAccess({ kind }: Documented['access']): ErrorCode[] {
  switch (kind) {
    case 'open':
      return []
    case 'session':
      return ['session_required']
    case 'scope':
      return ['insufficient_scope', 'account_suspended']
    case 'role':
      return ['forbidden', 'session_required']
  }
}

function byStatus(codes: ErrorCode[]): [status: number, codes: ErrorCode[]][] {
  const statuses = [...new Set(codes.map((code) => STATUS[code] as number))].sort((a, b) => a - b)
  return statuses.map((status) => [status, codes.filter((code) => STATUS[code] === status)])
}

function responseOf(status: number, texts: (ErrorText & { code: ErrorCode })[]): Response {
  const examples = texts.map(({ code, message, details }) => ({
    code,
    value: { error: { code, message, request_id: REQUEST_ID, ...details } },
  }))
  return {
    description: texts.map(({ code, cause }) => `\`${code}\`: ${cause}`).join('\n\n'),
    headers: { ...COMMON_HEADERS, ...HEADERS[status] },
    content: {
      'application/json': {
        schema: refTo('schemas', 'Error'),
        ...(examples.length === 1
          ? { example: examples[0]?.value }
          : { examples: Object.fromEntries(examples.map(({ code, value }) => [code, { value }])) }),
      },
    },
  }
}

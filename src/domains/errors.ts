/** Every error code of the API with its HTTP status (CONTRACT §1). */
export const STATUS = {
  bad_request: 400,
  invalid_token: 400,
  unauthenticated: 401,
  forbidden: 403,
  insufficient_scope: 403,
  plan_gated: 403,
  account_suspended: 403,
  session_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  moderation_rejected: 422,
  provider_not_configured: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
} as const

export type ErrorCode = keyof typeof STATUS

export interface Issue {
  path: string
  message: string
}

/** The one error of the house: what is wrong and what to do, with the details its code promises. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(
    code: ErrorCode,
    message: string,
    extra: { details?: Record<string, unknown>; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: extra.cause })
    this.name = 'DomainError'
    this.code = code
    this.details = extra.details ?? {}
    this.headers = extra.headers ?? {}
  }

  get status(): number {
    return STATUS[this.code]
  }
}

export const notFound = (what: string): DomainError => new DomainError('not_found', `${what} not found.`)

export const conflict = (message: string, cause?: unknown): DomainError =>
  new DomainError('conflict', message, { cause })

export const forbidden = (message: string): DomainError => new DomainError('forbidden', message)

export const unauthenticated = (message: string): DomainError =>
  new DomainError('unauthenticated', message, { headers: { 'www-authenticate': 'Bearer' } })

/** Input that fits its schema and still cannot be: 422 with one issue per field. */
export const invalid = (...issues: Issue[]): DomainError =>
  new DomainError('validation_failed', issues.map(sentence).join(' '), { details: { issues } })

/** As `invalid`, for the endpoints whose source says 400. */
export const badRequest = (...issues: Issue[]): DomainError =>
  new DomainError('bad_request', issues.map(sentence).join(' '), { details: { issues } })

/** One issue as people read it. */
export const sentence = ({ path, message }: Issue): string => `${path ? `${path}: ` : ''}${message}.`

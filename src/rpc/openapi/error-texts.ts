import type { ErrorCode } from '../../domains/errors.ts'
import type { Documented } from './procedures.ts'

/** When an error happens, and one that says so. */
export interface ErrorText {
  /** Names the text: two procedures with the same name say the same. */
  name: string
  cause: string
  message: string
  details?: object
}

const ISSUES = { issues: [{ path: 'name', message: 'must not be empty' }] }

const TEXTS: Record<ErrorCode, Omit<ErrorText, 'name'>> = {
  bad_request: { cause: 'The request is malformed', message: 'The body is not valid JSON.' },
  invalid_token: {
    cause: 'The token is unknown, used or expired',
    message: 'This link is no longer valid. Ask for a new one.',
  },
  unauthenticated: {
    cause: 'The credential is missing, invalid or expired',
    message: 'Sign in first: this endpoint needs a session cookie or an Authorization header.',
  },
  forbidden: { cause: 'The caller may not do this', message: 'Only the owner of this plugin can change it.' },
  insufficient_scope: { cause: 'The API key lacks the scope', message: 'This key lacks the scope.' },
  plan_gated: {
    cause: "The organisation's plan does not include the API",
    message: 'The public REST API is available on Pro and higher plans. Upgrade in /admin/billing.',
    details: { current_plan: 'starter', required_plans: ['pro', 'creator-plus', 'sovereign'] },
  },
  account_suspended: { cause: 'The account is suspended', message: 'This account is suspended.' },
  session_required: {
    cause: 'An API key was sent, and only a session may do this',
    message: 'An API key cannot do this. Sign in instead.',
  },
  not_found: {
    cause: 'What the path names does not exist or is not visible to the caller',
    message: 'Plugin not found.',
  },
  method_not_allowed: { cause: 'The path does not know this method', message: 'PUT is not possible here.' },
  conflict: { cause: 'It contradicts what is there', message: 'This version exists already.' },
  payload_too_large: { cause: 'The body is too large', message: 'The body is too large for this endpoint.' },
  unsupported_media_type: {
    cause: 'The content type is not the one this endpoint takes',
    message: 'This endpoint does not take that content type; see its documentation.',
  },
  validation_failed: {
    cause: 'The input does not fit; `issues` names the fields',
    message: 'name: must not be empty.',
    details: ISSUES,
  },
  moderation_rejected: {
    cause: 'Moderation rejected it',
    message: 'Moderation rejected this listing: spam.',
  },
  provider_not_configured: {
    cause: 'This sign-in provider is not set up here',
    message: 'Signing in with GitHub is not set up here.',
  },
  rate_limited: {
    cause: 'Too many requests; `Retry-After` says how many seconds to wait',
    message: 'Too many requests. Try again in 3 seconds.',
  },
  internal: {
    cause: 'An error of ours; it is logged under its `request_id`',
    message: 'An unexpected error occurred',
  },
  unavailable: {
    cause: 'A part of the service is not available right now; try again in a moment',
    message: 'The service is not available right now. Try again in a moment.',
  },
  timeout: {
    cause: 'The request took longer than 30 seconds and was stopped',
    message: 'The request took longer than 30 seconds and was stopped.',
  },
}

/** What the document says of a code where nothing more is known, as it fits the procedure. */
export function errorText(code: ErrorCode, { access, rest, input }: Documented): ErrorText {
  if (code === 'unauthenticated' && access.kind === 'open') {
    return {
      name: 'InvalidCredential',
      cause: 'A credential was sent, and it is not valid or has expired',
      message: 'This credential is not valid or has expired. Sign in again.',
    }
  }
  if (code === 'insufficient_scope' && access.kind === 'scope') {
    const { scope } = access
    return {
      name: `InsufficientScope${pascalCase(scope)}`,
      cause: `The API key lacks the scope \`${scope}\``,
      message: `This key lacks the scope ${scope}.`,
      details: { required_scope: scope },
    }
  }
  if (code === 'bad_request' && rest.invalid === code && input) {
    return {
      ...TEXTS.validation_failed,
      name: 'InvalidInput',
      cause: 'The input is malformed or does not fit',
    }
  }
  return { name: pascalCase(code), ...TEXTS[code] }
}

const pascalCase = (text: string): string =>
  text.replace(/(?:^|[_:])([a-z])/g, (_, letter: string) => letter.toUpperCase())

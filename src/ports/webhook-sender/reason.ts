import { Refused } from './webhook-sender.ts'

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before an answer came.',
  UND_ERR_SOCKET: 'The connection was closed before an answer came.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection within 5 seconds.',
  ENOTFOUND: 'The name of the host does not exist.',
  ENODATA: 'The name of the host has no address.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The host cannot be reached.',
  UND_ERR_HEADERS_OVERFLOW: 'The headers of the answer are too large.',
}

/** Why there was no answer, in words that may be shown to whoever owns the URL: nothing about our side. */
export function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Refused) return `The URL ${error.message}.`
  const { name, code = '', cause } = error as NodeJS.ErrnoException & { cause?: unknown }
  if (name === 'TimeoutError' || /TIMEOUT/.test(code)) {
    return REASONS[code] ?? `No answer within ${timeoutMs / 1000} seconds.`
  }
  if (REASONS[code]) return REASONS[code]
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code))
    return `The TLS connection failed (${code}).`
  if (name === 'HTTPParserError' || /^HPE_/.test(code)) return 'The answer is not HTTP.'
  if (error instanceof AggregateError && error.errors[0]) return reasonOf(error.errors[0], timeoutMs)
  if (cause) return reasonOf(cause, timeoutMs)
  return /^[A-Z_]{3,40}$/.test(code) ? `The request failed (${code}).` : 'The request failed.'
}

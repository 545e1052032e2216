import pino, { type DestinationStream, type Logger } from 'pino'

/** What the house writes to: an object with the details, and a sentence. */
export interface Log {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

const SECRETS = new Set([
  'password',
  'new_password',
  'token',
  'key',
  'secret',
  'authorization',
  'cookie',
  'download_url',
])
/** How deep secrets are looked for: `{ request: { headers: { cookie } } }`. */
const DEPTH = 3

/**
 * Structured logs on standard output, one JSON object a line; what is secret is never written. Lines leave at once, but
 * nobody waits for whoever reads them: those that come while one is being written leave together after it.
 */
export const createLog = (
  level: string,
  to: DestinationStream = pino.destination({ dest: 1, sync: false }),
): Logger =>
  pino(
    {
      level,
      base: { service: 'gourd' },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Pino's own redaction costs 30 µs a line, at each line, by its wildcards.
      formatters: { level: (label) => ({ level: label }), log: (details) => withoutSecrets(details) },
      serializers: { err: (error: Error) => withoutSecrets({ ...pino.stdSerializers.err(error) }) },
    },
    to,
  )

/** The same object when there is nothing to hide in it, else a copy. */
function withoutSecrets(details: Record<string, unknown>, depth = DEPTH): Record<string, unknown> {
  let safe = details
  for (const name in details) {
    const value = details[name]
    const shown = SECRETS.has(name)
      ? '[redacted]'
      : depth > 1 && isPlain(value)
        ? withoutSecrets(value, depth - 1)
        : value
    if (shown === value) continue
    if (safe === details) safe = { ...details }
    safe[name] = shown
  }
  return safe
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

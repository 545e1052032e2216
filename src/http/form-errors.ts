import type { FormLimits } from '../domains/context.ts'
import { DomainError, invalid } from '../domains/errors.ts'
import { SpoolIdle, SpoolTooLarge } from '../lib/spool.ts'

const LIMITS = new Set(['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT'])
const MALFORMED = new Set([
  'FST_MP_PREMATURE_CLOSE',
  'FST_PROTO_VIOLATION',
  'FST_INVALID_JSON_FIELD_ERROR',
  'ECONNRESET',
])
/** The parser's own errors have no code: an unusable boundary, a body that ends too early. */
const PARSER_SAYS = /^Multipart: |multipart data$|^The needle /

/** The form has no file part, or sends it as text. */
export const missingFile = ({ file }: FormLimits): DomainError =>
  invalid({ path: file, message: 'is missing; send it as a file part with a file name' })

/** What went wrong while a form was read, as the sender's mistake; an error of ours stays what it is. */
export function refusal(error: unknown, limits: FormLimits): unknown {
  const refused = mistake(error, limits)
  const isMisfit = refused instanceof DomainError && refused.code === 'validation_failed'
  if (!limits.invalid || !isMisfit) return refused
  return new DomainError(limits.invalid, refused.message, { details: refused.details })
}

function mistake(error: unknown, { file, maxBytes, tooLarge }: FormLimits): unknown {
  if (error instanceof SpoolTooLarge) {
    const message = `is larger than the limit of ${maxBytes} bytes; send a smaller one`
    return tooLarge ? new DomainError(tooLarge, `The ${file} ${message}.`) : invalid({ path: file, message })
  }
  if (error instanceof SpoolIdle) return new DomainError('bad_request', error.message)
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (LIMITS.has(code))
    return invalid({ path: '', message: 'The form has too many parts; send what is documented' })
  if (!MALFORMED.has(code) && !PARSER_SAYS.test(message)) return error
  return new DomainError('bad_request', 'The multipart body is cut off or malformed. Send it again.', {
    cause: error,
  })
}

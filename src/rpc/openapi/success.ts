import { z } from 'zod'
import { cached } from './caching.ts'
import type { Content, JsonSchema, Response } from './document.ts'
import { COMMON_HEADERS } from './headers.ts'
import type { Documented } from './procedures.ts'

const TEXTS: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted; the work goes on',
  204: 'Done; the answer has no body',
}

/** The success status of a procedure; without an answer it is 204. */
export const statusOf = ({ rest, output }: Documented): number =>
  rest.status ?? (output instanceof z.ZodVoid && !rest.raw ? 204 : 200)

/** The responses of a procedure that did what it was asked to. */
export function successResponses(procedure: Documented, text: string | undefined, schema: JsonSchema) {
  const status = statusOf(procedure)
  const statuses = procedure.rest.statuses ?? {
    [status]: procedure.rest.raw?.description ?? text ?? TEXTS[status] ?? 'OK',
  }
  const responses: Record<string, Response> = {}
  for (const [each, description] of Object.entries(statuses)) {
    responses[each] = responseOf(Number(each), description, procedure, schema)
  }
  return cached(procedure, responses)
}

function responseOf(
  status: number,
  description: string,
  procedure: Documented,
  schema: JsonSchema,
): Response {
  const isRedirect = status >= 300 && status < 400 && status !== 304
  const headers = isRedirect ? { ...COMMON_HEADERS, location: LOCATION } : COMMON_HEADERS
  if (isRedirect || status === 204 || status === 304) return { description, headers }
  return { description, headers, content: contentOf(status, procedure, schema) }
}

const LOCATION = { description: 'Where to go on', schema: { type: 'string', format: 'uri-reference' } }

function contentOf(status: number, { rest }: Documented, schema: JsonSchema): Content {
  if (rest.raw) {
    const bytes = { schema: { type: 'string', format: 'binary' } }
    return Object.fromEntries(rest.raw.contentTypes.map((type) => [type, bytes]))
  }
  const example = status < 400 ? rest.example?.output : undefined
  return { 'application/json': { schema, ...(example !== undefined && { example }) } }
}

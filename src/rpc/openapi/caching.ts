import { type Response, refTo } from './document.ts'
import { COMMON_HEADERS } from './headers.ts'
import type { Documented } from './procedures.ts'

/** What answers that may be kept refer to. */
export const CACHING_HEADERS = {
  ETag: {
    description: 'Names this answer: send it in `If-None-Match` to be told whether it has changed',
    schema: { type: 'string', examples: ['"Jx3mT9cQCPxpquR3B0wn6ML8IAhU"'] },
  },
  CacheControl: {
    description:
      'Who may keep the answer, and how long it may be used without asking. `private` for who sends credentials.',
    schema: { type: 'string', examples: ['public, no-cache'] },
  },
  Vary: {
    description: 'The request headers that decide what is answered',
    schema: { type: 'string' },
  },
}

export const CACHING_PARAMETERS = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of an answer you have, or several: 304 when it is still the one',
    schema: { type: 'string' },
  },
}

/** The headers of an answer that may be kept, and of the 304 in its place. */
const HEADERS = {
  ...COMMON_HEADERS,
  etag: refTo('headers', 'ETag'),
  'cache-control': refTo('headers', 'CacheControl'),
  vary: refTo('headers', 'Vary'),
}

/** Whether anybody may keep the answer of a procedure. */
export const isKept = ({ rest }: Documented): boolean => rest.cache !== undefined

/** The successes of a procedure with what caches need to know, where there is anything to be kept. */
export function cached(procedure: Documented, responses: Record<string, Response>): Record<string, Response> {
  if (!isKept(procedure)) return responses
  const notModified = { description: 'Not modified: you have this answer already (`If-None-Match`)' }
  return Object.fromEntries(
    Object.entries({ 304: notModified, ...responses }).map(([status, response]) => [
      status,
      { ...response, headers: HEADERS },
    ]),
  )
}

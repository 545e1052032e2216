import { refTo } from './document.ts'

/** Headers that answers refer to. */
export const HEADER_COMPONENTS = {
  RequestId: {
    description: 'The id of this request. Name it when you ask about a problem.',
    schema: { type: 'string', format: 'uuid' },
  },
  RetryAfter: {
    description: 'Seconds to wait before the next try',
    schema: { type: 'integer', minimum: 1 },
  },
  WwwAuthenticate: {
    description: 'How to authenticate',
    schema: { type: 'string', examples: ['Bearer'] },
  },
}

/** The header of every answer. */
export const REQUEST_ID_HEADER = { 'x-request-id': refTo('headers', 'RequestId') }

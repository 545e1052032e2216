import { refTo } from './document.ts'

/** Headers that answers refer to. */
export const HEADER_COMPONENTS = {
  RequestId: {
    description: 'The id of this request. Name it when you ask about a problem.',
    schema: { type: 'string', format: 'uuid' },
  },
  RateLimitLimit: {
    description:
      'How many requests the bucket of this caller holds; the tightest one when several were asked',
    schema: { type: 'integer', minimum: 1 },
  },
  RateLimitRemaining: {
    description: 'How many of them are left',
    schema: { type: 'integer', minimum: 0 },
  },
  RateLimitReset: {
    description: 'The Unix second at which the bucket will be full again',
    schema: { type: 'integer' },
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

/** The headers of every answer. */
export const COMMON_HEADERS = {
  'x-request-id': refTo('headers', 'RequestId'),
  'x-ratelimit-limit': refTo('headers', 'RateLimitLimit'),
  'x-ratelimit-remaining': refTo('headers', 'RateLimitRemaining'),
  'x-ratelimit-reset': refTo('headers', 'RateLimitReset'),
}

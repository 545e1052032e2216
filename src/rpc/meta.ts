import type { OpenApiMeta } from 'trpc-to-openapi'
import type { z } from 'zod'
import type { Access } from '../auth/access.ts'
import type { Feature } from '../auth/plans.ts'
import type { ErrorCode } from '../domains/errors.ts'

/** What a procedure says about itself. The facade and the document both read it. */
export interface Meta {
  openapi?: OpenApiMeta['openapi']
  rest?: RestMeta
  /** Set by the guards of `procedures.ts`; a procedure without it does not start. */
  access?: Access
  /** What the organisation of an API key has to have in its plan; set by `onPlan`. */
  plan?: Feature
  /** Limited more strictly, by address: whoever guesses passwords or orders mails is slowed down. */
  limit?: 'auth'
}

export interface RestMeta {
  /** Success status when it is not 200; 204 has no body. */
  status?: number
  /** Chooses the success status by the answer, where there are several. `statuses` lists them all. */
  statusOf?: (output: never) => number
  statuses?: Record<number, string>
  /** The code of a failed schema check where the source says 400 instead of 422. */
  invalid?: 'bad_request'
  /** The code of a failed schema check of single members, where it differs from that of the others. */
  invalidAt?: Readonly<Record<string, ErrorCode>>
  /** Errors beyond the ones every endpoint of its kind can answer, with the cause as the reader sees it. */
  errors?: Partial<Record<ErrorCode, string>>
  /** The body is `multipart/form-data`: `ctx.form` reads it. Described here for the document. */
  form?: FormMeta
  /** An example of the input and of the answer. */
  example?: { input?: Record<string, unknown>; output?: unknown }
  /** The answer is bytes (a `RawFile`) or, with a status of 3xx, a redirect (`{ redirect }`), not JSON. */
  raw?: { contentTypes: readonly string[]; description: string }
  /** What is sent to those who subscribe here, by the type of the event (`webhooks` of the document). */
  events?: Record<string, EventMeta>
  /** How a success may be kept; nobody keeps it (`no-store`) when absent. For a GET that is open to everybody. */
  cache?: Cache
  /** Members that differ each time the answer is made: the tag, a weak one, leaves them out. */
  differing?: readonly string[]
}

/**
 * How the answer of a GET may be kept, and what its ETag is made of.
 *
 * - `row`: kept, and asked for again each time. It is a function of one row and the request's URL: the procedure runs
 *   one statement, by one `ctx.app.sql.one`. PostgreSQL makes the tag, and who has the row already - a caller, or we
 *   ourselves (`kept-answers.ts`) - costs neither its transfer nor its checks. Where more had to be asked, as `body`.
 *   `test/http/conditional/catalogue.test.ts` holds every such procedure to it.
 * - `body`: kept, and asked for again each time; the tag is a hash of the finished answer. For whatever is read by more
 *   than one statement or depends on more than a row.
 * - `minute`: as `body`, and everybody may be answered from a cache for a minute without asking. For what is the same
 *   for everybody and may be late.
 * - `hour`: bytes under an address that changes with them; the tag is their checksum.
 */
export type Cache = 'row' | 'body' | 'minute' | 'hour'

/** An event that subscribers are sent: what `data` of its body is. */
export interface EventMeta {
  summary: string
  data: z.ZodType
  example: object
}

export interface FormMeta {
  fields: Record<string, { description: string; required: boolean; enum?: readonly string[] }>
  file: { name: string; description: string; contentTypes: readonly string[] }
}

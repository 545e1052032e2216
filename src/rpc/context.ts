import type { Actor } from '../auth/actor.ts'
import type {
  AnswerSink,
  Context,
  CredentialSink,
  Services,
  TicketStore,
  UploadForm,
} from '../domains/context.ts'
import type { Caller } from './caller.ts'
import { type ConditionalRead, readingOnce } from './conditional-read.ts'

/** The name of the session cookie (source, Authentication). */
export const COOKIE = 'pumpkin_hub_token'

/** What the HTTP layer knows of a request. */
export interface RequestFacts {
  requestId: string
  address: string
  device: string
  method: string
  caller: Caller
  /** The organisation that the caller wants to work in, as sent. */
  orgHeader?: string
  log: Context['log']
  deadline: { readonly signal: AbortSignal }
  credential: CredentialSink
  answer: AnswerSink
  tickets: TicketStore
  form?: UploadForm
}

/**
 * Builds the context of one call; with `read` where the answer is a function of one row. A bad credential does not
 * throw here: the guards throw `refusal`.
 */
export function createContext(app: Services, facts: RequestFacts, read?: ConditionalRead): Context {
  const { actor } = facts.caller
  const seen = asSeenBy(app, actor)
  return {
    app: read ? readingOnce(seen, read) : seen,
    actor,
    refusal: facts.caller.refusal,
    requestId: facts.requestId,
    log: facts.log,
    client: { address: facts.address, device: facts.device },
    peek: facts.method === 'HEAD',
    orgHeader: facts.orgHeader,
    deadline: facts.deadline,
    credential: facts.credential,
    answer: facts.answer,
    tickets: facts.tickets,
    form: facts.form,
  }
}

/** Who is shadow-banned reads as themselves: row-level security shows them their own and nobody else does see it. */
function asSeenBy(app: Services, actor: Actor): Services {
  if (actor.kind === 'anonymous' || !actor.isShadowed) return app
  const { userId } = actor
  const own = app.sql.within({ userId, asAuthor: true })
  const sql: Services['sql'] = {
    ...own,
    // Nobody shares a run of theirs: it sees what others do not.
    grouped: (statement, values) =>
      own.one(
        statement,
        values.map((value) => [value]),
      ),
    within: (tenant) => app.sql.within({ userId, asAuthor: true, ...tenant }),
  }
  return { ...app, sql }
}

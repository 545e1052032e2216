import type {
  Context,
  CredentialSink,
  HeaderSink,
  Services,
  TicketStore,
  UploadForm,
} from '../domains/context.ts'
import type { Caller } from './caller.ts'

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
  headers: HeaderSink
  tickets: TicketStore
  form?: UploadForm
}

/** Builds the context of one call. A bad credential does not reject here: the guards throw `refusal`. */
export async function createContext(app: Services, facts: RequestFacts): Promise<Context> {
  return {
    app,
    actor: facts.caller.actor,
    refusal: facts.caller.refusal,
    requestId: facts.requestId,
    log: facts.log,
    client: { address: facts.address, device: facts.device },
    peek: facts.method === 'HEAD',
    orgHeader: facts.orgHeader,
    deadline: facts.deadline,
    credential: facts.credential,
    headers: facts.headers,
    tickets: facts.tickets,
    form: facts.form,
  }
}

import { type Actor, anonymous } from '../auth/actor.ts'
import type { Context, CredentialSink, Services, UploadForm } from '../domains/context.ts'
import { DomainError, unauthenticated } from '../domains/errors.ts'
import { ours } from './errors.ts'

/** The name of the session cookie (source, Authentication). */
export const COOKIE = 'pumpkin_hub_token'

/** What the HTTP layer knows of a request. */
export interface RequestFacts {
  requestId: string
  address: string
  device: string
  method: string
  credentials: { cookies: readonly string[]; authorization?: string; apiKey?: string }
  log: Context['log']
  deadline: { readonly signal: AbortSignal }
  credential: CredentialSink
  form?: UploadForm
}

/** Builds the context of one call. A bad credential does not reject here: the guards throw `refusal`. */
export async function createContext(app: Services, facts: RequestFacts): Promise<Context> {
  const context: Context = {
    app,
    actor: anonymous,
    requestId: facts.requestId,
    log: facts.log,
    client: { address: facts.address, device: facts.device },
    peek: facts.method === 'HEAD',
    deadline: facts.deadline,
    credential: facts.credential,
    form: facts.form,
  }
  try {
    context.actor = await actorOf(app, facts)
  } catch (thrown) {
    context.refusal = thrown instanceof DomainError ? thrown : ours('unavailable', thrown)
  }
  return context
}

async function actorOf(app: Services, { credentials, credential }: RequestFacts): Promise<Actor> {
  const tokens = tokensOf(credentials)
  if (tokens.size === 0) return anonymous
  if (tokens.size > 1) {
    throw unauthenticated('Two different credentials were sent; send one: the cookie or a header.')
  }
  const [token = ''] = tokens
  const actor = await app.sessions.authenticate(token)
  if (actor) return actor
  // So that a browser whose cookie has expired can sign in at its second try.
  if (credentials.cookies.length > 0) credential.forget()
  throw unauthenticated('This credential is not valid or has expired. Sign in again.')
}

function tokensOf({ cookies, authorization, apiKey }: RequestFacts['credentials']): Set<string> {
  const tokens = new Set(cookies)
  if (apiKey !== undefined) throw unauthenticated('This API key is not valid.')
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization.trim())
    if (!bearer?.[1]) throw unauthenticated('The Authorization header must be "Bearer <token>".')
    tokens.add(bearer[1])
  }
  return tokens
}

import { type Actor, anonymous, type KeyHolder } from '../auth/actor.ts'
import { claimsToBeKey } from '../auth/api-keys.ts'
import type { Services } from '../domains/context.ts'
import { DomainError, unauthenticated } from '../domains/errors.ts'
import { ours } from './errors.ts'

/** Every credential that a request carries, as it was sent. */
export interface Credentials {
  cookies: readonly string[]
  authorization?: string
  apiKey?: string
}

/** Who sent a request. */
export interface Caller {
  actor: Actor
  /** A credential that was sent and is not good: every guard throws it. */
  refusal?: DomainError
  /** The key that was used, also when its holder is refused. */
  key?: KeyHolder
}

/** Who sends no credential, or is not asked for one. */
export const nobody: Caller = { actor: anonymous }

/**
 * Who sent these credentials. Never rejects: what is wrong with them is the `refusal`. `onStale` is called when it
 * is a cookie that is no longer good.
 */
export async function identify(
  app: Pick<Services, 'sessions' | 'apiKeys'>,
  credentials: Credentials,
  onStale: () => void,
): Promise<Caller> {
  try {
    const token = theOne(credentials)
    if (token === undefined) return nobody
    return claimsToBeKey(token) || credentials.apiKey !== undefined
      ? await byKey(app, token, credentials)
      : { actor: await bySession(app, token, credentials, onStale) }
  } catch (thrown) {
    return { ...nobody, refusal: thrown instanceof DomainError ? thrown : ours('unavailable', thrown) }
  }
}

/** The credential that was sent, however often; undefined when there is none. */
function theOne({ cookies, authorization, apiKey }: Credentials): string | undefined {
  const tokens = new Set(cookies)
  if (apiKey !== undefined) tokens.add(apiKey)
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization.trim())
    if (!bearer?.[1]) throw unauthenticated('The Authorization header must be "Bearer <token>".')
    tokens.add(bearer[1])
  }
  if (tokens.size > 1) {
    throw unauthenticated('Two different credentials were sent; send one: the cookie or a header.')
  }
  return tokens.values().next().value
}

async function byKey(
  { apiKeys }: Pick<Services, 'apiKeys'>,
  token: string,
  { cookies }: Credentials,
): Promise<Caller> {
  // A browser sends its cookies by itself: a key in there would act without anybody's will.
  const found = cookies.length === 0 ? await apiKeys.authenticate(token) : undefined
  if (!found)
    throw unauthenticated('This API key is not valid or has expired. Create or rotate one at /api-keys.')
  const { holder, isSuspended } = found
  return isSuspended ? { ...nobody, refusal: suspended(), key: holder } : { actor: holder, key: holder }
}

async function bySession(
  { sessions }: Pick<Services, 'sessions'>,
  token: string,
  { cookies }: Credentials,
  onStale: () => void,
): Promise<Actor> {
  const actor = await sessions.authenticate(token)
  if (actor) return actor
  // So that a browser whose cookie has expired can sign in at its second try.
  if (cookies.length > 0) onStale()
  throw unauthenticated('This credential is not valid or has expired. Sign in again.')
}

const suspended = () =>
  new DomainError(
    'account_suspended',
    'The account of this API key is deactivated. Ask the staff of the platform why.',
  )

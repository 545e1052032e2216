import type { OAuthProvider, StartedAttempt } from '../../auth/oauth/oauth.ts'
import type { Attempt } from '../../auth/oauth/ticket.ts'
import type { Context } from '../context.ts'

/** Attempts one browser can have at once, in as many tabs. */
const MAX_ATTEMPTS = 5
const NAME_LENGTH = 16
const STATE = /^[\w-]{43}$/

const nameOf = (state: string): string => state.slice(0, NAME_LENGTH)

/** Leaves the ticket of an attempt with the browser, where it takes the place of the oldest ones. */
export function keepAttempt({ tickets }: Context, { state, ticket, ttlSeconds }: StartedAttempt): void {
  for (const name of tickets.names().slice(0, 1 - MAX_ATTEMPTS)) tickets.drop(name)
  tickets.put(nameOf(state), ticket, ttlSeconds)
}

/** The attempt that the state is of, if this browser started it. It is over with this, whatever comes of it. */
export function takeAttempt(
  { tickets, peek }: Context,
  provider: OAuthProvider,
  state: string | undefined,
): Attempt | undefined {
  const name = state && STATE.test(state) ? nameOf(state) : undefined
  const ticket = name && tickets.read(name)
  if (!state || !name || !ticket) return undefined
  if (!peek) tickets.drop(name)
  return provider.resume(state, ticket)
}

import { CodeChallengeMethod, generateCodeVerifier, generateState, OAuth2Client } from 'arctic'
import type { Clock } from '../../lib/clock.ts'
import { discord } from './discord.ts'
import { getJson, patience } from './endpoint.ts'
import { accessTokenFor } from './exchange.ts'
import { github } from './github.ts'
import { google } from './google.ts'
import type { Dialect, Provider, ProviderAccount, ProviderClient } from './provider.ts'
import { type Attempt, seal, unseal } from './ticket.ts'

/** Sign-in by the providers that are configured. */
export type OAuth = { readonly [P in Provider]?: OAuthProvider }

export interface OAuthProvider {
  /** Starts an attempt: where the person goes, and the ticket their browser keeps for the way back. */
  begin(returnTo: string): StartedAttempt
  /** The attempt of a ticket; undefined when it is forged, expired, or of another state or provider. */
  resume(state: string, ticket: string): Attempt | undefined
  /**
   * Who came back with this code. `CodeRefused` when the provider does not know the code. Rejects for a provider that
   * is down, takes more than 10 s, redirects, or answers anything else than the protocol says or more than 64 KB.
   */
  identify(proof: { code: string; verifier: string }, signal: AbortSignal): Promise<ProviderAccount>
}

export interface StartedAttempt {
  url: string
  state: string
  ticket: string
  ttlSeconds: number
}

export interface OAuthOptions {
  clients: { readonly [P in Provider]?: ProviderClient }
  /** 32 bytes; encrypts tickets. Any number of servers with one key share them. */
  ticketKey: Uint8Array
  /** Where people come back to: `<publicUrl>/api/v1/auth/<provider>/callback`. */
  publicUrl: string
  clock: Clock
}

const DIALECTS: Record<Provider, Dialect> = { github, google, discord }
const TTL_SECONDS = 600

export const createOAuth = (options: OAuthOptions): OAuth =>
  Object.fromEntries(
    (Object.keys(DIALECTS) as Provider[]).flatMap((provider) => {
      const settings = options.clients[provider]
      return settings ? [[provider, providerOf(provider, settings, options)]] : []
    }),
  )

function providerOf(
  provider: Provider,
  { clientId, clientSecret, authorizeUrl, tokenUrl, userInfoUrl }: ProviderClient,
  { ticketKey, publicUrl, clock }: OAuthOptions,
): OAuthProvider {
  const client = new OAuth2Client(clientId, clientSecret, `${publicUrl}/api/v1/auth/${provider}/callback`)
  const { scopes, account } = DIALECTS[provider]
  const purpose = (state: string) => `${provider} ${state}`

  return {
    begin(returnTo) {
      const [state, verifier] = [generateState(), generateCodeVerifier()]
      const expiresAt = clock.now().getTime() + TTL_SECONDS * 1000
      const s256 = CodeChallengeMethod.S256
      const url = client.createAuthorizationURLWithPKCE(authorizeUrl, state, s256, verifier, [...scopes])
      const ticket = seal({ verifier, returnTo, expiresAt }, purpose(state), ticketKey)
      return { url: url.href, state, ticket, ttlSeconds: TTL_SECONDS }
    },

    resume: (state, ticket) => unseal(ticket, purpose(state), ticketKey, clock.now()),

    async identify(proof, signal) {
      const limit = patience(signal)
      const token = await accessTokenFor(client, tokenUrl, proof, limit)
      return account((url) => getJson(url, token, limit), userInfoUrl)
    },
  }
}

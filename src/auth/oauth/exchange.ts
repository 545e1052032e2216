import {
  type OAuth2Client,
  OAuth2RequestError,
  type OAuth2Tokens,
  UnexpectedErrorResponseBodyError,
} from 'arctic'
import { endpoint } from './endpoint.ts'

/** The provider does not know the code: it was used, has expired, or was never given out. */
export class CodeRefused extends Error {}

/** What providers call a code they refuse; GitHub has a word of its own. */
const REFUSALS = new Set(['invalid_grant', 'bad_verification_code'])

/** Exchanges a code for an access token. `CodeRefused` when the code is at fault; any other error is the provider's or ours. */
export async function accessTokenFor(
  client: OAuth2Client,
  tokenUrl: string,
  { code, verifier }: { code: string; verifier: string },
  signal: AbortSignal,
): Promise<string> {
  // Arctic makes a `Request` of what it is given, and a request made of a request inherits its limits.
  const limited = (await endpoint(tokenUrl, signal)) as unknown as string
  const tokens = await client.validateAuthorizationCode(limited, code, verifier).catch((error) => {
    throw isRefusal(error) ? new CodeRefused('the provider refused the code', { cause: error }) : error
  })
  return accessTokenIn(tokens)
}

function isRefusal(error: unknown): boolean {
  if (error instanceof OAuth2RequestError) return REFUSALS.has(error.code)
  // A 400 that gives no reason the protocol knows: all that changes between two requests is the code.
  return error instanceof UnexpectedErrorResponseBodyError && error.status === 400
}

/** GitHub reports its errors with status 200. */
function accessTokenIn(tokens: OAuth2Tokens): string {
  const { error } = tokens.data as { error?: unknown }
  if (typeof error !== 'string') return tokens.accessToken()
  const reason = `the provider answered ${error.slice(0, 100)}`
  throw REFUSALS.has(error) ? new CodeRefused(reason) : new Error(reason)
}

import { CodeRefused } from '../../auth/oauth/exchange.ts'
import type { OAuthProvider } from '../../auth/oauth/oauth.ts'
import { PROVIDER_NAMES, type Provider, type ProviderAccount } from '../../auth/oauth/provider.ts'
import type { Context } from '../context.ts'
import { DomainError, invalid, unauthenticated } from '../errors.ts'
import { takeAttempt } from './attempts.ts'
import { requireProvider } from './require-provider.ts'
import type { FinishSignIn, Redirect } from './schema.ts'
import { signInAs } from './sign-in-as.ts'

/**
 * Signs in whoever comes back from the provider and sends them on to the front end. 401 for an attempt that was not
 * started in this browser or a code the provider refuses, 409 for an account that cannot be linked, 500 for a provider
 * that does not do its part.
 */
export const finishSignIn =
  (provider: Provider) =>
  async (ctx: Context, { code, state, error }: FinishSignIn): Promise<Redirect> => {
    const oauth = requireProvider(ctx, provider)
    const { frontEndUrl } = ctx.app.settings
    const attempt = takeAttempt(ctx, oauth, state)
    if (error === 'access_denied') return { redirect: `${frontEndUrl}/auth?error=access_denied` }
    if (!attempt) throw unknownAttempt()
    if (error !== undefined) throw failed(new Error(`${provider} sent back the error ${error.slice(0, 100)}`))
    if (!code) throw invalid({ path: 'code', message: 'is missing' })
    if (!ctx.peek) {
      const { verifier } = attempt
      const session = await signInAs(ctx, provider, await identify(ctx, provider, oauth, { code, verifier }))
      ctx.credential.remember(session.token, session.ttlSeconds)
    }
    return { redirect: new URL(frontEndUrl + attempt.returnTo).href }
  }

async function identify(
  ctx: Context,
  provider: Provider,
  oauth: OAuthProvider,
  proof: { code: string; verifier: string },
): Promise<ProviderAccount> {
  try {
    return await oauth.identify(proof, ctx.deadline.signal)
  } catch (cause) {
    if (!(cause instanceof CodeRefused)) throw failed(cause)
    throw unauthenticated(`${PROVIDER_NAMES[provider]} does not take this code (any more). Start again.`)
  }
}

const unknownAttempt = () =>
  unauthenticated('This sign-in was not started in this browser, is over, or has expired. Start again.')

/** The cause is for the log. */
const failed = (cause: unknown) => new DomainError('internal', 'An unexpected error occurred', { cause })

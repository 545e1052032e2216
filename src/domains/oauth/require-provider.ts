import type { OAuthProvider } from '../../auth/oauth/oauth.ts'
import { PROVIDER_NAMES, type Provider } from '../../auth/oauth/provider.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'

/** The provider, when this server is registered with it; else 422. */
export function requireProvider(ctx: Context, provider: Provider): OAuthProvider {
  const configured = ctx.app.oauth[provider]
  if (configured) return configured
  const message = `Sign-in with ${PROVIDER_NAMES[provider]} is not configured on this server. Sign in another way.`
  throw new DomainError('provider_not_configured', message)
}

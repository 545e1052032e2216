import type { Provider } from '../../auth/oauth/provider.ts'
import type { Context } from '../context.ts'
import { keepAttempt } from './attempts.ts'
import { requireProvider } from './require-provider.ts'
import type { Redirect, StartSignIn } from './schema.ts'

/** Sends the caller to the provider. 422 when it is not configured. */
export const startSignIn =
  (provider: Provider) =>
  async (ctx: Context, { return_to }: StartSignIn): Promise<Redirect> => {
    const attempt = requireProvider(ctx, provider).begin(return_to)
    keepAttempt(ctx, attempt)
    return { redirect: attempt.url }
  }

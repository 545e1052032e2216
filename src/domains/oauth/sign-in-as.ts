import type { Provider, ProviderAccount } from '../../auth/oauth/provider.ts'
import type { OpenedSession } from '../../auth/sessions.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import { type Context, transaction } from '../context.ts'
import { openSession } from '../identity/index.ts'
import { userOf } from './user-of.ts'

/** What somebody else can take between the look and the write; a second look sees it. */
const RACES = new Set(['oauth_accounts_identity_unique', 'users_username_unique', 'users_email_unique'])
const MAX_TRIES = 5

/** Opens a session for the person the provider vouches for, who gets an account if they have none. */
export async function signInAs(
  ctx: Context,
  provider: Provider,
  account: ProviderAccount,
): Promise<OpenedSession> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(ctx, async (tx) =>
        openSession(tx, ctx, await userOf(tx, ctx, provider, account)),
      )
    } catch (error) {
      if (attempt === MAX_TRIES || !RACES.has(violatedConstraint(error) ?? '')) throw error
    }
  }
}

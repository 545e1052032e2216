import { hashPassword } from '../../auth/passwords.ts'
import { type Context, transaction } from '../context.ts'
import { createAccount } from './create-account.ts'
import { presentProfile } from './present.ts'
import type { Register, UserProfile } from './schema.ts'

/** Makes an account and signs it in. 409 when the username or the email is taken, in any case. */
export async function registerUser(ctx: Context, { password, ...names }: Register): Promise<UserProfile> {
  const passwordHash = await hashPassword(password, ctx.deadline.signal)
  const { user, session } = await transaction(ctx, async (tx) => {
    const user = await createAccount(tx, ctx, { ...names, passwordHash })
    return { user, session: await ctx.app.sessions.open(user, ctx.client, tx) }
  })
  ctx.credential.remember(session.token, session.ttlSeconds)
  return presentProfile(ctx, user.id)
}

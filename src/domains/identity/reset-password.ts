import { hashPassword } from '../../auth/passwords.ts'
import { type Context, transaction } from '../context.ts'
import { sendMail } from '../mail/index.ts'
import { invalidToken, requireOpenToken, takeToken } from '../mail-tokens/index.ts'
import type { PasswordReset, ResetPassword } from './schema.ts'

const KIND = 'reset-password'

/**
 * Sets a new password by the token of a mail, signs everybody out of the account and tells its owner. Who had the mail
 * reads this address: it is verified. 400 for a bad token.
 */
export async function resetPassword(
  ctx: Context,
  { token, new_password }: ResetPassword,
): Promise<PasswordReset> {
  // A hash costs too much to be made for anybody who guesses.
  await requireOpenToken(ctx, KIND, token)
  const passwordHash = await hashPassword(new_password, ctx.deadline.signal)
  await transaction(ctx, async (tx) => {
    const { id, userId, email } = await takeToken(tx, ctx, KIND, token)
    const [user] = await tx.execute<{ username: string }[]>(
      `update users set password_hash = ?, email_verified = true, updated_at = ?
       where id = ? and email = ? and is_active returning username`,
      [passwordHash, ctx.app.clock.now(), userId, email],
    )
    if (!user) throw invalidToken()
    await ctx.app.sessions.endAll(userId, tx)
    const { username } = user
    await sendMail(tx, ctx, {
      to: { name: username, address: email },
      template: 'password-changed',
      data: { username },
      cause: `password-changed-${id}`,
    })
  })
  return { message: 'Password reset successful' }
}

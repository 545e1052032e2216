import { UserEntity } from '../../../entities/index.ts'
import { type Context, transaction } from '../context.ts'
import { invalidToken, takeToken } from '../mail-tokens/index.ts'
import type { EmailVerified, VerifyEmail } from './schema.ts'

/** Verifies the address that a token was sent to, as long as it is the user's. 400 for a bad token. */
export async function verifyEmail(ctx: Context, { token }: VerifyEmail): Promise<EmailVerified> {
  await transaction(ctx, async (tx) => {
    const { userId, email } = await takeToken(tx, ctx, 'verify-email', token)
    const verified = await tx.nativeUpdate(
      UserEntity,
      { id: userId, email, isActive: true },
      { emailVerified: true, updatedAt: ctx.app.clock.now() },
    )
    if (verified === 0) throw invalidToken()
  })
  return { message: 'Email verified' }
}

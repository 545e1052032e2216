import { newId } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { statement } from '../../database/sql.ts'
import { type Context, transaction } from '../context.ts'
import { DomainError } from '../errors.ts'
import { linkMail, sendMail } from '../mail/index.ts'
import { issueToken } from '../mail-tokens/index.ts'
import type { VerificationSent } from './schema.ts'

const address = statement<{ email: string | null; email_verified: boolean }>(
  'select email, email_verified from users where id = $1',
)

/**
 * Sends the caller a new link to verify their address; the one before is good no more. Within a minute of the last
 * time there is no second mail: that one is still on its way. 400 when there is nothing to verify.
 */
export async function resendVerification(ctx: Context & { actor: SignedIn }): Promise<VerificationSent> {
  const { userId } = ctx.actor
  const user = await ctx.app.sql.one(address, [userId])
  if (!user?.email) throw new DomainError('bad_request', 'This account has no email address to verify.')
  if (user.email_verified) throw new DomainError('bad_request', 'Email already verified.')
  await transaction(ctx, async (tx) => {
    const kind = 'verify-email'
    const issued = await issueToken(tx, ctx, { kind, id: newId(), user: { id: userId }, isRequest: true })
    if (issued) await sendMail(tx, ctx, linkMail(kind, issued))
  })
  return { message: 'Verification email sent' }
}

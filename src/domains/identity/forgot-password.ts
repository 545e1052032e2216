import { type Context, transaction } from '../context.ts'
import type { ForgotPassword, ResetRequested } from './schema.ts'

/**
 * Takes note that somebody forgot a password. Whether the address is anybody's is looked up later: neither the answer
 * nor its time tells.
 */
export async function forgotPassword(ctx: Context, { email }: ForgotPassword): Promise<ResetRequested> {
  await transaction(ctx, (tx) => ctx.app.jobs.enqueue(tx, 'request-reset', { email }))
  return { message: 'If the email exists, a reset link has been sent' }
}

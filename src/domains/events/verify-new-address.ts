import { newId } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'
import { linkMail, sendMail } from '../mail/index.ts'
import { issueToken } from '../mail-tokens/index.ts'
import type { DomainEvent } from './payloads.ts'

/** Greets whoever registered with an address that is not verified yet, and sends the link that verifies it. */
export async function verifyNewAddress(
  tx: Tx,
  ctx: { app: Pick<Services, 'jobs' | 'clock' | 'mailTokens'> },
  { data: { userId } }: DomainEvent<'user.registered'>,
): Promise<void> {
  const kind = 'verify-email'
  const issued = await issueToken(tx, ctx, { kind, id: newId(), user: { id: userId }, isRequest: false })
  if (issued) await sendMail(tx, ctx, linkMail(kind, issued))
}

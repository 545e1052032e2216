import { hashOfMailToken } from '../../auth/mail-tokens.ts'
import type { Services, Tx } from '../context.ts'
import type { MailTokenKind } from './kinds.ts'
import { invalidToken } from './require-open-token.ts'

export interface TakenToken {
  id: string
  userId: string
  /** Where it was sent: who has it reads the mails of this address. */
  email: string
}

/**
 * Uses a token up, together with what the transaction does. Of any number of takers at once one gets it; 400
 * `invalid_token` for the others, and for one that is unknown, of another kind, used, replaced or expired.
 */
export async function takeToken(
  tx: Tx,
  { app }: { app: Pick<Services, 'clock'> },
  kind: MailTokenKind,
  token: string,
): Promise<TakenToken> {
  const now = app.clock.now()
  const [taken] = await tx.execute<{ id: string; user_id: string; email: string }[]>(
    `update mail_tokens set used_at = ?
     where token_hash = ? and kind = ? and used_at is null and expires_at > ?
     returning id, user_id, email`,
    [now, hashOfMailToken(token), kind, now],
  )
  if (!taken) throw invalidToken()
  return { id: taken.id, userId: taken.user_id, email: taken.email }
}

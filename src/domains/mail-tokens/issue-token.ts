import { hashOfMailToken } from '../../auth/mail-tokens.ts'
import type { Services, Tx } from '../context.ts'
import { LIFETIME_MS, type MailTokenKind, REQUEST_PAUSE_MS } from './kinds.ts'

export interface TokenOrder {
  kind: MailTokenKind
  /** Of the token: a second order of the same id issues nothing. */
  id: string
  /** Whose: by id, or by the address in any case. */
  user: { id: string } | { email: string }
  /** Somebody asks for it: once a minute for each user, however many ask at once. */
  isRequest: boolean
}

/** For whom a token was issued, and where it has to be sent. */
export interface IssuedToken {
  tokenId: string
  username: string
  email: string
}

/**
 * Issues a token in the place of the earlier one of its kind, which is good no more. Nothing when there is no such
 * user, who is active and has an address (for a verification: one that is not verified), or when they asked just now.
 */
export async function issueToken(
  tx: Tx,
  { app }: { app: Pick<Services, 'clock' | 'mailTokens'> },
  { kind, id, user, isRequest }: TokenOrder,
): Promise<IssuedToken | undefined> {
  const now = app.clock.now()
  const [column, value] = 'id' in user ? ['u.id', user.id] : ['lower(u.email)', user.email]
  const [issued] = await tx.execute<{ username: string; email: string }[]>(
    `with issued as (
       insert into mail_tokens (user_id, kind, id, token_hash, email, requested_at, expires_at)
       select u.id, ?, ?, ?, u.email, ?, ? from users u
       where ${column} = ${column === 'u.id' ? '?' : 'lower(?)'} and u.is_active and u.email is not null
         ${kind === 'verify-email' ? 'and not u.email_verified' : ''}
       on conflict (user_id, kind) do update set id = excluded.id, token_hash = excluded.token_hash,
         email = excluded.email, requested_at = excluded.requested_at, expires_at = excluded.expires_at, used_at = null
       where mail_tokens.id <> excluded.id
         and (mail_tokens.requested_at is null or mail_tokens.requested_at <= ?)
       returning user_id, email
     )
     select u.username, i.email from issued i join users u on u.id = i.user_id`,
    [
      kind,
      id,
      hashOfMailToken(app.mailTokens.tokenOf(kind, id)),
      isRequest ? now : null,
      new Date(now.getTime() + LIFETIME_MS[kind]),
      value,
      new Date(now.getTime() - REQUEST_PAUSE_MS),
    ],
  )
  return issued && { tokenId: id, ...issued }
}

import { hashOfMailToken } from '../../auth/mail-tokens.ts'
import { statement } from '../../database/sql.ts'
import type { Services } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { MailTokenKind } from './kinds.ts'

const openToken = statement<{ id: string }>(
  'select id from mail_tokens where token_hash = $1 and kind = $2 and used_at is null and expires_at > $3',
)
const openId = statement<{ id: string }>(
  'select id from mail_tokens where id = $1 and used_at is null and expires_at > $2',
)

/** 400 `invalid_token` unless the token could be taken now. Takes nothing. */
export async function requireOpenToken(
  { app }: { app: Pick<Services, 'sql' | 'clock'> },
  kind: MailTokenKind,
  token: string,
): Promise<void> {
  const now = app.clock.now().toISOString()
  if (!(await app.sql.one(openToken, [hashOfMailToken(token), kind, now]))) throw invalidToken()
}

/** Whether the token of this id is still good: not used, replaced or expired. */
export async function isOpenToken(app: Pick<Services, 'sql' | 'clock'>, id: string): Promise<boolean> {
  return (await app.sql.one(openId, [id, app.clock.now().toISOString()])) !== undefined
}

export const invalidToken = (): DomainError =>
  new DomainError('invalid_token', 'Invalid or expired token. Ask for a new mail.')

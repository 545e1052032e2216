import type { UserEntity } from '../../../entities/index.ts'
import type { OpenedSession } from '../../auth/sessions.ts'
import type { Context, Tx } from '../context.ts'
import { DomainError } from '../errors.ts'

/** Opens a session for somebody who has proved who they are. 403 when their account is deactivated. */
export function openSession(tx: Tx, ctx: Context, user: UserEntity): Promise<OpenedSession> {
  requireActive(user)
  return ctx.app.sessions.open(user, ctx.client, tx)
}

export function requireActive({ isActive }: UserEntity): void {
  if (isActive) return
  throw new DomainError(
    'account_suspended',
    'This account is deactivated. Ask the staff of the platform why.',
  )
}

import type { UserEntity } from '../../../entities/index.ts'
import type { OpenedSession } from '../../auth/sessions.ts'
import type { Context, Tx } from '../context.ts'
import { DomainError } from '../errors.ts'

/** Opens a session for somebody who has proved who they are. 403 when their account is deactivated. */
export function openSession(tx: Tx, ctx: Context, user: UserEntity): Promise<OpenedSession> {
  requireActive(user, ctx.app.clock.now())
  return ctx.app.sessions.open(user, ctx.client, tx)
}

/** 403 for who is deactivated, suspended or banned. */
export function requireActive({ isActive, blockedUntil }: UserEntity, now: Date): void {
  if (blockedUntil && blockedUntil > now) throw blocked(blockedUntil)
  if (isActive) return
  throw new DomainError(
    'account_suspended',
    'This account is deactivated. Ask the staff of the platform why.',
  )
}

/** Bans end in the year 9999. */
const blocked = (until: Date) =>
  new DomainError(
    'account_suspended',
    until.getUTCFullYear() === 9999
      ? 'This account is banned. Ask the staff of the platform why.'
      : `This account is suspended until ${until.toISOString()}.`,
  )

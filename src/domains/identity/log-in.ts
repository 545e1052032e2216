import { LockMode } from '@mikro-orm/core'
import { UserEntity } from '../../../entities/index.ts'
import { verifyPassword } from '../../auth/passwords.ts'
import { statement } from '../../database/sql.ts'
import { type Context, transaction } from '../context.ts'
import { unauthenticated } from '../errors.ts'
import { openSession } from './open-session.ts'
import { presentProfile } from './present.ts'
import type { Login, UserProfile } from './schema.ts'

const credentials = statement<{ id: string; password_hash: string | null }>(
  'select id, password_hash from users where lower(email) = lower($1)',
)

/**
 * Signs in by email and password. Whatever is wrong gets the same answer after the same time; that an account is
 * deactivated is told only to who knows its password.
 */
export async function logIn(ctx: Context, { email, password }: Login): Promise<UserProfile> {
  const found = await ctx.app.sql.one(credentials, [email])
  const isRight = await verifyPassword(found?.password_hash, password, ctx.deadline.signal)
  if (!found || !isRight) throw wrong()
  const session = await transaction(ctx, async (tx) => {
    // What was checked may have changed since: a reset or deactivation that came between must not be outlived.
    const user = await tx.findOne(
      UserEntity,
      { id: found.id, passwordHash: found.password_hash },
      { lockMode: LockMode.PESSIMISTIC_READ },
    )
    if (!user) throw wrong()
    return openSession(tx, ctx, user)
  })
  ctx.credential.remember(session.token, session.ttlSeconds)
  return presentProfile(ctx, found.id)
}

const wrong = () => unauthenticated('Invalid email or password.')

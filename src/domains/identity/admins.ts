import { LockMode } from '@mikro-orm/core'
import { UserEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import type { Tx } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'

const ADMINS_LOCK = 0x61646d69

/**
 * The user that an admin decides about, locked until the transaction ends. Such decisions follow each other, and whoever
 * waited for one that took their own role decides nothing any more: two admins cannot remove each other at once.
 */
export async function lockUserForAdmin(tx: Tx, actor: SignedIn, userId: string): Promise<UserEntity> {
  await tx.execute('select pg_advisory_xact_lock(?)', [ADMINS_LOCK])
  const [admin] = await tx.execute<{ role: string; is_active: boolean }[]>(
    'select role, is_active from users where id = ?',
    [actor.userId],
  )
  if (admin?.role !== 'admin' || !admin.is_active) throw forbidden('You are no admin any more.')
  const user = await tx.findOne(UserEntity, { id: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!user) throw notFound('User')
  return user
}

import { newId, UserEntity } from '../../../entities/index.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import type { Services, Tx } from '../context.ts'
import { conflict } from '../errors.ts'
import { emit } from '../events/index.ts'
import { createPersonalOrganisation } from '../organisations/index.ts'

export interface NewAccount {
  username: string
  email: string | null
  emailVerified?: boolean
  /** None for who signs in by a provider only. */
  passwordHash?: string | null
  displayName?: string | null
  avatarUrl?: string | null
}

/**
 * Makes an account with everything that belongs to one: the user, their own organisation, the event. 409 when the
 * username or the email is taken, in any case; the transaction is void then.
 */
export async function createAccount(
  tx: Tx,
  ctx: { app: Pick<Services, 'clock' | 'jobs'> },
  account: NewAccount,
): Promise<UserEntity> {
  const id = newId()
  const user = await insertUser(tx, { id, ...account }, ctx.app.clock.now())
  const { username, email } = account
  await createPersonalOrganisation(tx, ctx, { userId: id, username })
  await emit(tx, ctx, { type: 'user.registered', data: { userId: id, username, email } })
  return user
}

async function insertUser(tx: Tx, newUser: NewAccount & { id: string }, now: Date): Promise<UserEntity> {
  const user = tx.create(UserEntity, { ...newUser, createdAt: now, updatedAt: now }, { persist: true })
  try {
    await tx.flush()
    return user
  } catch (error) {
    switch (violatedConstraint(error)) {
      case 'users_username_unique':
        throw conflict(`The username ${newUser.username} is already taken. Choose another one.`, error)
      case 'users_email_unique':
        throw conflict(
          'An account with this email address already exists. Log in, or use another address.',
          error,
        )
      default:
        throw error
    }
  }
}

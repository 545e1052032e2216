import { newId, UserEntity } from '../../../entities/index.ts'
import { hashPassword } from '../../auth/passwords.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { emit } from '../events/index.ts'
import { presentProfile } from './present.ts'
import type { Register, UserProfile } from './schema.ts'

/** Makes an account and signs it in. 409 when the username or the email is taken, in any case. */
export async function registerUser(ctx: Context, { password, ...names }: Register): Promise<UserProfile> {
  const passwordHash = await hashPassword(password, ctx.deadline.signal)
  const id = newId()
  const session = await transaction(ctx, async (tx) => {
    const user = await insertUser(tx, { id, ...names, passwordHash }, ctx.app.clock.now())
    await emit(tx, ctx, { type: 'user.registered', data: { userId: id, ...names } })
    return ctx.app.sessions.open(user, ctx.client, tx)
  })
  ctx.credential.remember(session.token, session.ttlSeconds)
  return presentProfile(ctx, id)
}

interface NewUser {
  id: string
  username: string
  email: string
  passwordHash: string
}

async function insertUser(tx: Tx, newUser: NewUser, now: Date): Promise<UserEntity> {
  const user = tx.create(UserEntity, { ...newUser, createdAt: now, updatedAt: now }, { persist: true })
  try {
    await tx.flush()
    return user
  } catch (error) {
    switch (violatedConstraint(error)) {
      case 'users_username_unique':
        throw conflict(`The username ${newUser.username} is already taken. Choose another one.`)
      case 'users_email_unique':
        throw conflict('An account with this email address already exists. Log in, or use another address.')
      default:
        throw error
    }
  }
}

import { LockMode } from '@mikro-orm/core'
import { OAuthAccountEntity, UserEntity } from '../../../entities/index.ts'
import type { Provider, ProviderAccount } from '../../auth/oauth/provider.ts'
import type { Context, Tx } from '../context.ts'
import { createAccount, Email, firstFreeUsername, requireActive } from '../identity/index.ts'
import { displayNameOf } from './display-name.ts'
import { linkedToAnother, unverifiedHere, unverifiedThere } from './refusals.ts'

/**
 * The user of a provider's account: the one it is linked to, else the one with its address, else a new one. 409 when
 * the address belongs to a user and one side has not verified it.
 */
export async function userOf(
  tx: Tx,
  ctx: Context,
  provider: Provider,
  described: ProviderAccount,
): Promise<UserEntity> {
  const account = { ...described, email: usable(described.email) }
  const linked = await linkedUser(tx, ctx, provider, account)
  if (linked) return linked
  const namesake = account.email && (await lockByEmail(tx, account.email.address))
  const user = namesake ?? (await newUser(tx, ctx, account))
  if (namesake && (await isLinkedNow(tx, ctx, provider, account, namesake))) return namesake
  const [link, now] = [{ provider, providerUserId: account.id, user }, ctx.app.clock.now()]
  tx.create(OAuthAccountEntity, { ...link, createdAt: now }, { persist: true })
  return user
}

/** An address nobody could write to is as good as none. */
const usable = (email: ProviderAccount['email']): ProviderAccount['email'] =>
  email && Email.safeParse(email.address).success ? email : null

/** What the provider has verified since is verified. */
async function linkedUser(
  tx: Tx,
  ctx: Context,
  provider: Provider,
  { id, email }: ProviderAccount,
): Promise<UserEntity | undefined> {
  const link = await tx.findOne(OAuthAccountEntity, { provider, providerUserId: id })
  if (!link) return undefined
  const user = await tx.findOneOrFail(UserEntity, { id: link.user.id }, LOCKED)
  if (email?.isVerified && !user.emailVerified && isSame(email.address, user.email)) {
    user.emailVerified = true
    user.updatedAt = ctx.app.clock.now()
  }
  return user
}

async function lockByEmail(tx: Tx, address: string): Promise<UserEntity | null> {
  const byEmail = 'select id from users where lower(email) = lower(?) for update'
  const [found] = await tx.execute<{ id: string }[]>(byEmail, [address])
  return found ? tx.findOne(UserEntity, { id: found.id }) : null
}

/** Whether a user with the same address is linked already. Throws 409 when they must not be linked. */
async function isLinkedNow(
  tx: Tx,
  ctx: Context,
  provider: Provider,
  { id, email }: ProviderAccount,
  user: UserEntity,
): Promise<boolean> {
  if (!email?.isVerified) throw unverifiedThere(provider)
  if (!user.emailVerified) throw unverifiedHere(provider)
  requireActive(user, ctx.app.clock.now())
  const link = await tx.findOne(OAuthAccountEntity, { user: user.id, provider })
  if (link && link.providerUserId !== id) throw linkedToAnother(provider)
  return link !== null
}

const newUser = async (tx: Tx, ctx: Context, { login, name, avatarUrl, email }: ProviderAccount) =>
  createAccount(tx, ctx, {
    username: await firstFreeUsername(tx, login ?? name ?? ''),
    email: email?.address ?? null,
    emailVerified: email?.isVerified ?? false,
    displayName: displayNameOf(name),
    avatarUrl,
  })

const LOCKED = { lockMode: LockMode.PESSIMISTIC_WRITE } as const

const isSame = (one: string, other: string | null | undefined): boolean =>
  one.toLowerCase() === other?.toLowerCase()

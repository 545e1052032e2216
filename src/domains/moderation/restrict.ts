import { newId } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'
import { conflict } from '../errors.ts'
import type { ModerationVerb } from './schema.ts'

export const RESTRICTIONS = ['suspend', 'ban', 'shadow_ban'] as const
export type Restriction = (typeof RESTRICTIONS)[number]

/** What a lifting lifts. */
export const LIFTS: Partial<Record<ModerationVerb, Restriction>> = {
  unsuspend: 'suspend',
  unban: 'ban',
  unshadow_ban: 'shadow_ban',
}

interface Where {
  userId: string
  orgId: string | undefined
}

const ACTIVE = `
  select id from restrictions
  where user_id = ? and org_id is not distinct from ?::uuid and kind = ? and (expires_at is null or expires_at > ?)`
const REMOVE = `
  delete from restrictions where user_id = ? and org_id is not distinct from ?::uuid and kind = ?`
const INSERT = `
  insert into restrictions (id, user_id, org_id, kind, expires_at, action_id, created_at)
  values (?, ?, ?, ?, ?, ?, ?)`

/** Makes a restriction hold from now on. A suspension takes the place of the one before; the others are once: 409. */
export async function restrict(
  tx: Tx,
  { app }: { app: Pick<Services, 'clock'> },
  { userId, orgId }: Where,
  { kind, expiresAt, actionId }: { kind: Restriction; expiresAt: string | null; actionId: string },
): Promise<void> {
  const now = app.clock.now()
  const key = [userId, orgId ?? null, kind]
  if (kind !== 'suspend' && (await tx.execute<object[]>(ACTIVE, [...key, now])).length > 0) {
    throw conflict(`This holds already: ${kind}.`)
  }
  await tx.execute(REMOVE, key)
  await tx.execute(INSERT, [newId(), ...key, expiresAt, actionId, now])
}

/** Ends a restriction. One that does not hold: 409. */
export async function lift(
  tx: Tx,
  { app }: { app: Pick<Services, 'clock'> },
  { userId, orgId }: Where,
  kind: Restriction,
): Promise<void> {
  const key = [userId, orgId ?? null, kind]
  const active = await tx.execute<object[]>(ACTIVE, [...key, app.clock.now()])
  if (active.length === 0) throw conflict(`There is nothing to lift: no ${kind} holds.`)
  await tx.execute(REMOVE, key)
}

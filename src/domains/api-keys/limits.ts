import type { Tx } from '../context.ts'
import { conflict } from '../errors.ts'

const MAX_KEYS = 10
const MAX_REPLACED = 10

/** The person's keys are counted and changed by one transaction at a time. */
export async function lockKeysOf(tx: Tx, userId: string): Promise<void> {
  await tx.execute('select id from users where id = ? for no key update', [userId])
}

/** 409 when the person has as many keys as they may. One that is being replaced is not counted. */
export async function requireRoomForKey(tx: Tx, userId: string): Promise<void> {
  if ((await count(tx, userId, 'replaced_at is null')) < MAX_KEYS) return
  throw conflict(`Maximum ${MAX_KEYS} keys per user reached. Delete one that is no longer used.`)
}

/** 409 when so many old keys go on working beside their successors. */
export async function requireRoomForOverlap(tx: Tx, userId: string, now: Date): Promise<void> {
  if ((await count(tx, userId, 'replaced_at is not null and expires_at > ?', now)) < MAX_REPLACED) return
  throw conflict(
    `Maximum ${MAX_REPLACED} replaced keys reached that still work. Delete one, or rotate with overlap_days 0.`,
  )
}

async function count(tx: Tx, userId: string, which: string, ...values: unknown[]): Promise<number> {
  const [row] = await tx.execute<{ count: number }[]>(
    `select count(*)::int as count from api_keys where user_id = ? and ${which}`,
    [userId, ...values],
  )
  return row?.count ?? 0
}

/** Forgets the keys that a rotation has ended. */
export async function forgetEndedKeys(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.execute('delete from api_keys where user_id = ? and replaced_at is not null and expires_at <= ?', [
    userId,
    now,
  ])
}

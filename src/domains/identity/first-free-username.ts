import { inLatin } from '../../lib/latin.ts'
import type { Tx } from '../context.ts'
import { isReserved } from './reserved-names.ts'

const MAX_LENGTH = 39
const FALLBACK = 'user'
/** Of the advisory locks that name a wish for a username. */
const WISHES = 0x756e616d

/** The name with the number `n`: the base itself, then `base-2`, `base-3`…, never over 39 characters. */
const numbered = (n: string) => `
  case when ${n} = 1 then base else rtrim(left(base, 38 - length((${n})::text)), '-_') || '-' || ${n} end`

const FIRST_FREE = `
  with recursive candidate (n, base, username) as (
    select first, base, ${numbered('first')} from (values (?::int, ?::text)) asked (first, base)
    union all
    select n + 1, base, ${numbered('n + 1')} from candidate
    where exists (select from users where lower(users.username) = lower(candidate.username))
  )
  select username from candidate order by n desc limit 1`

/**
 * The first username nobody has that is as close to the wish as ours can be: transliterated, without what ours may not
 * have, with a number when it is taken or reserved. Who wishes for the same waits for this transaction; who registers
 * under it may still be faster.
 */
export async function firstFreeUsername(tx: Tx, wish: string): Promise<string> {
  const base = usernameOf(wish)
  await tx.execute('select pg_advisory_xact_lock(?::int, hashtext(lower(?)))', [WISHES, base])
  const [row] = await tx.execute<{ username: string }[]>(FIRST_FREE, [isReserved(base) ? 2 : 1, base])
  if (!row) throw new Error('a recursive query that starts with one row gave none')
  return row.username
}

const usernameOf = (wish: string): string =>
  inLatin(wish.slice(0, 200))
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '') || FALLBACK

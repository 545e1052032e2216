import { type Services, transaction } from '../context.ts'
import { CLAIM_TABLES, type Claim, type ClaimTable, releaseClaim, within } from './lease.ts'

type App = Pick<Services, 'orm' | 'clock' | 'storage' | 'log'>

/** Running uploads renew their claims each minute: after so long the process of a claim is gone. */
const STALE_AFTER_MS = 10 * 60_000

/**
 * Gives back the claims that killed processes left behind and removes their objects: all of them, or those whose
 * columns have the values of `only`. Resolves with how many. One that fails is logged and comes up again ten minutes
 * later.
 */
export async function releaseStaleClaims(
  app: App,
  table: ClaimTable,
  only: Readonly<Record<string, string>> = {},
): Promise<number> {
  let released = 0
  for (const claim of await takeOver(app, table, only)) {
    try {
      await releaseClaim(app, table, claim)
      released += 1
    } catch (err) {
      app.log.error(
        { err, storage_key: claim.storageKey },
        'an upload that was left behind could not be removed',
      )
    }
  }
  return released
}

/** `releaseStaleClaims` of every table. */
export async function releaseAllStaleClaims(app: App): Promise<void> {
  for (const table of CLAIM_TABLES) await releaseStaleClaims(app, table)
}

/** A new id takes a claim away from a process that comes back after all. */
async function takeOver(
  app: App,
  table: ClaimTable,
  only: Readonly<Record<string, string>>,
): Promise<Claim[]> {
  const now = app.clock.now()
  const before = new Date(now.getTime() - STALE_AFTER_MS)
  const columns = Object.keys(only).map((column) => ` and ${column} = ?`)
  const sql = `
    update ${table} set id = gen_random_uuid(), claimed_at = ?
    where stored_at is null and claimed_at < ?${columns.join('')}
    returning id, storage_key as "storageKey"`
  const claims: Claim[] = []
  for (const { orgId } of await ownersOf(app, table, before)) {
    const values = [now, before, ...Object.values(only)]
    const taken = await within(app, { orgId }, (tx) => tx.execute<Claim[]>(sql, values))
    claims.push(...taken.map((claim) => ({ ...claim, orgId })))
  }
  return claims
}

/** Rows of tenants are changed in one organisation after the other. */
const ownersOf = async (app: App, table: ClaimTable, before: Date): Promise<{ orgId?: string }[]> =>
  table === 'files'
    ? transaction(
        { app },
        (tx) =>
          tx.execute<{ orgId: string }[]>(
            'select distinct org_id as "orgId" from files where stored_at is null and claimed_at < ?',
            [before],
          ),
        { sees: 'everything' },
      )
    : [{}]

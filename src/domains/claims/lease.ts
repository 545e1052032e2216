import { type Services, type Tx, transaction } from '../context.ts'

type App = Pick<Services, 'orm' | 'clock' | 'storage' | 'log'>

/**
 * Tables whose rows are claimed before the object they name is written: they have `id`, `storage_key`, `claimed_at`
 * and `stored_at`, which is null as long as the upload is not finished.
 */
export const CLAIM_TABLES = ['binaries', 'plugin_media', 'files'] as const
export type ClaimTable = (typeof CLAIM_TABLES)[number]

export interface Claim {
  id: string
  storageKey: string
  /** Whose row it is, in a table of tenants. */
  orgId?: string
}

/** How often a claim says that its upload goes on; far below the time after which it counts as left behind. */
const RENEW_EVERY_MS = 60_000

/** Renews a claim while its object is written, however long that takes. Returns how to stop. */
export function keepClaim(app: App, table: ClaimTable, claim: Claim): () => void {
  const renew = () =>
    renewClaim(app, table, claim).catch((err) =>
      app.log.warn({ err, table, claim: claim.id }, 'an upload could not renew its claim'),
    )
  const timer = setInterval(renew, RENEW_EVERY_MS)
  return () => clearInterval(timer)
}

/** Runs a statement where the row of a claim is to be seen. */
export const within = <T>(
  app: App,
  { orgId }: { orgId?: string },
  work: (tx: Tx) => Promise<T>,
): Promise<T> => (orgId === undefined ? work(app.orm.em.fork()) : transaction({ app }, work, { orgId }))

/** False when the claim is not ours any more. */
async function renewClaim(app: App, table: ClaimTable, claim: Claim): Promise<boolean> {
  const sql = `update ${table} set claimed_at = ? where id = ? and stored_at is null returning id`
  const renewed = await within(app, claim, (tx) => tx.execute<unknown[]>(sql, [app.clock.now(), claim.id]))
  return renewed.length === 1
}

/**
 * Gives an unfinished claim back with its object; the place stays taken until the object is gone. False when the claim
 * is not ours any more: then nothing is touched.
 */
export async function releaseClaim(app: App, table: ClaimTable, claim: Claim): Promise<boolean> {
  if (!(await renewClaim(app, table, claim))) return false
  await app.storage.delete(claim.storageKey)
  const sql = `delete from ${table} where id = ? and stored_at is null`
  await within(app, claim, (tx) => tx.execute(sql, [claim.id]))
  return true
}

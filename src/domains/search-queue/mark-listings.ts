import { enter } from '../../database/tenancy.ts'
import { listingId } from '../../lib/public-id.ts'
import type { Tx } from '../context.ts'
import { type App, mark, type Queue } from './mark.ts'

const LISTINGS: Queue = {
  table: 'listing_search_queue',
  key: 'listing_id',
  of: 'listings',
  job: 'index-listings',
}

const MARK = `
  insert into listing_search_queue as q (listing_id, marked_at) values (?, ?)
  on conflict (listing_id) do update set revision = q.revision + 1`

/** Of what often changes and only orders what is found: it is brought up to date at the next look, in a minute. */
export async function markCountedListing(
  tx: Tx,
  { app }: { app: Pick<App, 'clock'> },
  id: string,
): Promise<void> {
  await tx.execute(MARK, [id, app.clock.now()])
}

/** Of an event about a listing: what is found of it is brought up to date soon. */
export async function markAnnouncedListing(
  tx: Tx,
  { app }: { app: App },
  { data }: { data: Record<string, unknown> },
): Promise<void> {
  const id = listingId.decode(String(data.id))
  if (id === undefined) return
  await tx.execute(MARK, [id, app.clock.now()])
  await app.jobs.enqueue(tx, LISTINGS.job, {})
}

/** Of an event about a person: their name is found with each of their listings. */
export async function markSellersListings(
  tx: Tx,
  { app }: { app: App },
  { data }: { data: { userId: string } },
): Promise<void> {
  await enter(tx, { userId: data.userId })
  await mark(tx, app, LISTINGS, 'seller_id = ?', data.userId)
}

/** Those of the listings of somebody, or of a persona, that the transaction sees. */
export async function markListingsOf(
  tx: Tx,
  { app }: { app: App },
  whose: { sellerId: string } | { personaId: string },
): Promise<void> {
  await ('sellerId' in whose
    ? mark(tx, app, LISTINGS, 'seller_id = ?', whose.sellerId)
    : mark(tx, app, LISTINGS, 'persona_id = ?', whose.personaId))
}

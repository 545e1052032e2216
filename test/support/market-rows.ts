import { randomUUID } from 'node:crypto'
import type { TestApp } from './app.ts'
import type { Call, CallOptions } from './caller.ts'
import { execute } from './execute.ts'
import { newListing } from './listings.ts'

const TIME = '2026-03-06T12:00:00Z'

/** A persona, its listing, and who has installed, bought and rated it: a row in every table of the marketplace. */
export async function insertMarketRows(
  app: TestApp,
  call: Call,
  as: CallOptions,
  { orgId, userId }: { orgId: string; userId: string },
): Promise<void> {
  const { listingId } = await newListing(call, as)
  const listing = listingId.slice('lst_'.length)
  const whose = [orgId, listing, userId]
  const install =
    'insert into listing_installs (id, org_id, listing_id, user_id, installed_at) values (?, ?, ?, ?, ?)'
  await execute(app, install, [randomUUID(), ...whose, TIME])
  const order = `
    insert into orders (id, org_id, listing_id, buyer_id, amount_usd_micros, status, created_at)
    values (?, ?, ?, ?, 1000000, 'completed', ?)`
  await execute(app, order, [randomUUID(), ...whose, TIME])
  const rating =
    'insert into listing_ratings (org_id, listing_id, user_id, rating, rated_at) values (?, ?, ?, 5, ?)'
  await execute(app, rating, [...whose, TIME])
}

import type { Known } from '../../auth/actor.ts'
import { enter } from '../../database/tenancy.ts'
import type { Context, Tx } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import type { MarketplaceListing } from '../listings/index.ts'

/** What is offered, locked until the transaction ends. */
export interface Offer {
  id: string
  /** Of the seller. */
  orgId: string
  sellerId: string
  personaId: string
  license: MarketplaceListing['license']
  priceUsdMicros: number
  /** The caller belongs to the organisation that offers it. */
  isOwn: boolean
}

const FIND = 'select org_id from listings where id = ?'
const LOCK = `
  select l.id, l.org_id as "orgId", l.seller_id as "sellerId", l.persona_id as "personaId", l.license,
    l.price_usd_micros::float8 as "priceUsdMicros", l.status,
    exists (select from organisation_members m where m.org_id = l.org_id and m.user_id = ?) as "isOwn"
  from listings l where l.id = ? for no key update of l`

/**
 * Locks a published listing of whatever organisation and leaves the transaction in that organisation, so that its
 * counters can be changed; whoever writes rows of the caller enters theirs again. What is not published is 404 for
 * strangers and 409 for its own organisation.
 */
export async function enterOffer(
  tx: Tx,
  ctx: Context & { actor: Known },
  callerOrgId: string,
  id: string,
): Promise<Offer> {
  await enter(tx, { orgId: callerOrgId, sees: 'published' })
  const [found] = await tx.execute<{ org_id: string }[]>(FIND, [id])
  if (!found) throw notFound('Listing')
  await enter(tx, { orgId: found.org_id })
  const [row] = await tx.execute<(Offer & { status: string })[]>(LOCK, [ctx.actor.userId, id])
  if (!row) throw notFound('Listing')
  const { status, ...offer } = row
  if (status === 'published') return offer
  throw offer.isOwn ? conflict('This listing is not published.') : notFound('Listing')
}

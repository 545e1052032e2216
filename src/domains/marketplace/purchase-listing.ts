import { newId } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import { enter } from '../../database/tenancy.ts'
import { listingId, orderId } from '../../lib/public-id.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { emit } from '../events/index.ts'
import { type Listing, type ListingPath, listing } from '../listings/index.ts'
import { requireOrg } from '../organisations/index.ts'
import { enterOffer, type Offer } from './enter-offer.ts'
import type { Order } from './schema.ts'

const ROW = `select ${listing} as row from listings l where l.id = ?`
const INSERT = `
  insert into orders (id, org_id, listing_id, buyer_id, amount_usd_micros, status, payment_reference, created_at)
  values (?, ?, ?, ?, ?, 'completed', ?, ?) on conflict (listing_id, buyer_id) do nothing returning id`

/**
 * Buys a listing at the price of this moment. Free, already bought, or offered by an organisation of the caller: 409.
 * The order, the payment and the event are one.
 */
export async function purchaseListing(ctx: Context & { actor: Known }, { id }: ListingPath): Promise<Order> {
  const { orgId } = await requireOrg(ctx)
  return transaction(ctx, async (tx) => {
    const offer = await enterOffer(tx, ctx, orgId, id)
    if (offer.isOwn) throw conflict('This listing is offered by an organisation of your own.')
    if (offer.priceUsdMicros === 0) throw conflict('This listing is free: install it.')
    const [sold] = await tx.execute<{ row: Listing }[]>(ROW, [id])
    const order = await insertOrder(tx, ctx, orgId, offer)
    await enter(tx, { orgId: offer.orgId })
    const { orderId: order_id, buyerId: buyer_id, amountUsdMicros: amount_usd_micros } = order
    const data = { ...(sold?.row as Listing), order_id, buyer_id, amount_usd_micros }
    await emit(tx, ctx, { type: 'listing.sold', data, orgId: offer.orgId })
    return order
  })
}

async function insertOrder(
  tx: Tx,
  ctx: Context & { actor: Known },
  orgId: string,
  { id: listing, priceUsdMicros: amountUsdMicros }: Offer,
): Promise<Order> {
  const id = newId()
  const buyerId = ctx.actor.userId
  const now = ctx.app.clock.now()
  await enter(tx, { orgId })
  const { reference } = await ctx.app.payments.charge({ orderId: id, buyerId, amountUsdMicros })
  const values = [id, orgId, listing, buyerId, amountUsdMicros, reference, now]
  const inserted = await tx.execute<object[]>(INSERT, values)
  if (inserted.length === 0) throw conflict('You have bought this listing already.')
  return {
    orderId: orderId.encode(id),
    listingId: listingId.encode(listing),
    buyerId,
    amountUsdMicros,
    status: 'completed',
    createdAt: now.toISOString(),
  }
}

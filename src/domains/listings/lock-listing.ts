import { LockMode } from '@mikro-orm/core'
import { ListingEntity } from '../../../entities/index.ts'
import { enter } from '../../database/tenancy.ts'
import type { Context, Tx } from '../context.ts'
import { forbidden, notFound } from '../errors.ts'
import type { CurrentOrg } from '../organisations/index.ts'
import { mayEdit } from './policy.ts'

const IS_PUBLISHED = `select from listings where id = ? and status = 'published'`

/** A listing of the organisation that the transaction has entered, locked until it ends. 404 when it has none. */
export async function lockListing(tx: Tx, orgId: string, id: string): Promise<ListingEntity> {
  const listing = await tx.findOne(ListingEntity, { id, orgId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!listing) throw notFound('Listing')
  return listing
}

/** As `lockListing`, for who may change it. 403 for other members, and for what others have published; else 404. */
export async function lockEditableListing(
  tx: Tx,
  ctx: Context,
  { orgId, memberRole }: CurrentOrg,
  id: string,
): Promise<ListingEntity> {
  const listing = await tx.findOne(ListingEntity, { id, orgId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!listing) {
    // What everybody sees is there, and belongs to somebody else.
    await enter(tx, { sees: 'published' })
    const known = await tx.execute<object[]>(IS_PUBLISHED, [id])
    throw known.length > 0 ? notYours() : notFound('Listing')
  }
  if (!mayEdit(ctx.actor, memberRole, { sellerId: listing.seller.id })) throw notYours()
  return listing
}

const notYours = () =>
  forbidden('Only its seller and the admins of its organisation can change this listing.')

/** Whether a locked listing is still the one that was read before. */
export const isUnchanged = (listing: ListingEntity, { updatedAt }: { updatedAt: string }): boolean =>
  listing.updatedAt.getTime() === Date.parse(updatedAt)

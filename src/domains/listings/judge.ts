import { statement } from '../../database/sql.ts'
import { listingId as publicId } from '../../lib/public-id.ts'
import type { Verdict } from '../../ports/moderator/moderator.ts'
import type { Services } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { MarketplaceListing } from './schema.ts'

const duplicates = statement<{ count: number }>(`
  select count(*) as count from listings l
  where l.status in ('published', 'in_review') and l.id <> $1
    and (l.only_for is null or l.only_for = tenant_variable('gourd.user_id')::uuid)
    and l.fingerprint = md5(lower($2::text) || E'\\n' || lower($3::text))`)

/** Asks the moderator about a listing as it is or is to be. */
export async function judge(
  app: Pick<Services, 'sql' | 'moderator'>,
  listing: MarketplaceListing,
): Promise<Verdict> {
  const id = publicId.decode(listing.listingId)
  const found = await app.sql
    .within({ sees: 'everything' })
    .one(duplicates, [id, listing.title, listing.summary])
  return app.moderator.judge(listing, { duplicates: found?.count ?? 0 })
}

/** 422 with the reason of the moderator and the id of the listing, which is kept. */
export const rejection = (listingId: string, { reason }: Verdict): DomainError =>
  new DomainError('moderation_rejected', `Moderation rejected this listing: ${reason}`, {
    details: { listing_id: publicId.encode(listingId), reason },
  })

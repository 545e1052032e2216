import { isoTime } from '../../database/json.ts'
import { listingId, orgId, personaId } from '../../lib/public-id.ts'

const marketplace = (flags: boolean) => `json_build_object(
  'listingId', ${listingId.sql('l.id')}, 'slug', l.slug, 'orgId', ${orgId.sql('l.org_id')},
  'personaId', ${personaId.sql('l.persona_id')}, 'title', l.title, 'summary', l.summary,
  'description', l.description, 'license', l.license, 'priceUsdMicros', l.price_usd_micros, 'status', l.status,
  'ratingsAvg', l.ratings_avg, 'ratingsCount', l.ratings_count, 'installs', l.installs, 'forks', l.forks,
  'tags', l.tags, 'publishedAt', coalesce(${isoTime('l.published_at')}, ''),
  'updatedAt', ${isoTime('l.updated_at')}${flags ? `, 'moderationFlags', l.moderation_flags` : ''})`

/** SQL that builds the `MarketplaceListing` of a row of `listings l`, as everybody sees it. */
export const publicListing = marketplace(false)

/** As `publicListing`, with what only its organisation and staff see. */
export const ownListing = marketplace(true)

const fields = `
  'id', ${listingId.sql('l.id')}, 'slug', l.slug, 'seller_id', l.seller_id, 'org_id', ${orgId.sql('l.org_id')},
  'category_id', l.category_id, 'title', l.title, 'summary', l.summary, 'description', l.description,
  'license', l.license, 'price_usd_micros', l.price_usd_micros, 'status', l.status, 'tags', l.tags,
  'installs', l.installs, 'forks', l.forks, 'ratings_avg', l.ratings_avg, 'ratings_count', l.ratings_count,
  'published_at', ${isoTime('l.published_at')}, 'created_at', ${isoTime('l.created_at')},
  'updated_at', ${isoTime('l.updated_at')}`

/** SQL that builds the `Listing` of a row of `listings l`: the shape of the tenant API and of events. */
export const listing = `json_build_object(${fields})`

/** As `listing`, for those who decide about it. */
export const reviewedListing = `json_build_object(${fields},
  'moderation_flags', l.moderation_flags, 'moderation_reason', l.moderation_reason)`

import { z } from 'zod'
import { feedInput, feedOf } from '../../lib/paging.ts'
import { listingId, orgId, personaId } from '../../lib/public-id.ts'
import { multiLine, singleLine } from '../../lib/text.ts'
import { LICENSES } from './licenses.ts'
import { LISTING_STATUSES } from './states.ts'

const MAX_TAGS = 20

export const License = z.enum(LICENSES)
export const ListingStatus = z.enum(LISTING_STATUSES)

/** In millionths of a US dollar. */
const PriceUsdMicros = z.int().min(0).describe('In millionths of a US dollar; 0 is free')

const Tags = z
  .array(singleLine({ min: 1, max: 40 }))
  .max(MAX_TAGS)
  .overwrite((tags) => [...new Set(tags)])

const fields = {
  title: singleLine({ min: 1, max: 120 }),
  summary: singleLine({ min: 1, max: 500 }),
  description: multiLine({ max: 20_000 }),
  license: License,
  priceUsdMicros: PriceUsdMicros,
  tags: Tags.describe(`Up to ${MAX_TAGS}; one that is named twice is kept once`),
  categoryId: z.guid().nullable().describe('A category of the registry'),
}

export const CreateListing = z.object({
  personaId: personaId.input.describe('What is offered'),
  ...fields,
  description: fields.description.default(''),
  priceUsdMicros: fields.priceUsdMicros.default(0),
  tags: fields.tags.default([]),
  categoryId: fields.categoryId.optional(),
})
export type CreateListing = z.infer<typeof CreateListing>

export const ListingPath = z.object({ id: listingId.input.describe('Listing id, like `lst_…`') })
export type ListingPath = z.infer<typeof ListingPath>

export const UpdateListing = z
  .object(fields)
  .partial()
  .extend(ListingPath.shape)
  .refine(({ id: _, ...changes }) => Object.values(changes).some((value) => value !== undefined), {
    message: 'The body is empty: send at least one field to change',
  })
export type UpdateListing = z.infer<typeof UpdateListing>

/** A listing as the marketplace shows it (source, moonborn). */
export const MarketplaceListing = z
  .object({
    listingId: listingId.output,
    slug: z.string(),
    orgId: orgId.output,
    personaId: personaId.output,
    title: z.string(),
    summary: z.string(),
    description: z.string(),
    license: License,
    priceUsdMicros: z.int(),
    status: ListingStatus,
    ratingsAvg: z.number().describe('0 without ratings'),
    ratingsCount: z.int(),
    installs: z.int(),
    forks: z.int(),
    tags: z.array(z.string()),
    publishedAt: z.string().describe('ISO 8601 UTC; empty until it is published'),
    updatedAt: z.string().describe('ISO 8601 UTC'),
    moderationFlags: z
      .array(z.string())
      .optional()
      .describe('What the moderation noticed; only for the organisation and staff'),
  })
  .meta({ id: 'MarketplaceListing' })
export type MarketplaceListing = z.infer<typeof MarketplaceListing>

/** The same listing as the tenant API shows it (source, mobieus; CONTRACT §3). */
export const Listing = z
  .object({
    id: listingId.output,
    slug: z.string(),
    seller_id: z.guid(),
    org_id: orgId.output,
    category_id: z.guid().nullable(),
    title: z.string(),
    summary: z.string(),
    description: z.string(),
    license: License,
    price_usd_micros: z.int(),
    status: ListingStatus,
    tags: z.array(z.string()),
    installs: z.int(),
    forks: z.int(),
    ratings_avg: z.number(),
    ratings_count: z.int(),
    published_at: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Listing' })
export type Listing = z.infer<typeof Listing>

export const VERDICTS = ['approved', 'rejected', 'flagged_for_review'] as const

export const Verdict = z.object({ kind: z.enum(VERDICTS), reason: z.string() }).meta({ id: 'Verdict' })
export type Verdict = z.infer<typeof Verdict>

export const PublishedListing = z
  .object({ listing: MarketplaceListing, verdict: Verdict })
  .meta({ id: 'PublishedListing' })
export type PublishedListing = z.infer<typeof PublishedListing>

export const ListListings = z.object({
  ...feedInput(),
  status: ListingStatus.optional(),
  seller_id: z.guid().optional().describe('Who created it'),
  category_id: z.guid().optional(),
})
export type ListListings = z.infer<typeof ListListings>

export const ListingFeed = feedOf(Listing).meta({ id: 'ListingFeed' })
export type ListingFeed = z.infer<typeof ListingFeed>

const Reason = singleLine({ min: 1, max: 1000 })

export const ApproveListing = ListingPath.extend({ reason: Reason.optional() })
export type ApproveListing = z.infer<typeof ApproveListing>

/** Who loses something is told why. */
export const RefuseListing = ListingPath.extend({ reason: Reason.describe('Told to the seller') })
export type RefuseListing = z.infer<typeof RefuseListing>

export const ListReviewed = z.object({
  ...feedInput(),
  status: ListingStatus.default('in_review'),
})
export type ListReviewed = z.infer<typeof ListReviewed>

/** A listing as those see it who decide about it. */
export const ReviewedListing = Listing.extend({
  moderation_flags: z.array(z.string()),
  moderation_reason: z.string().nullable(),
}).meta({ id: 'ReviewedListing' })
export type ReviewedListing = z.infer<typeof ReviewedListing>

export const ReviewedListingFeed = feedOf(ReviewedListing).meta({ id: 'ReviewedListingFeed' })
export type ReviewedListingFeed = z.infer<typeof ReviewedListingFeed>

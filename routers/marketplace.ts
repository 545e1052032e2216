import {
  CreateListing,
  ListingPath,
  MarketplaceListing,
  PublishedListing,
  publishListing,
  submitListing,
  UpdateListing,
  updateListing,
  withdrawListing,
} from '../src/domains/listings/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'
import { offer, offers } from './marketplace-offers.ts'

const listing = {
  ...offer,
  ratingsAvg: 0,
  ratingsCount: 0,
  installs: 0,
  forks: 0,
  moderationFlags: [],
}
const { listingId: id } = listing
const verdict = { kind: 'approved', reason: 'No rule applies.' }
const moderation_rejected = 'The moderation rejected it; `reason` and `listing_id` are in the error'
const not_found = 'Listing not found'
const forbidden = 'Caller is not the listing owner'

const publishing = t.router({
  publishListing: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/marketplace/listings',
        tags: ['marketplace'],
        summary: 'Create + submit a listing for moderation review',
        description:
          'Creates a `draft` listing, submits it for moderation, and synchronously returns the verdict. On `approved` the ' +
          'row becomes `published`; on `rejected` the listing is `unpublished` and a 422 is returned with the reason; on ' +
          '`flagged_for_review` the listing remains `in_review` and the caller surfaces a status banner.',
      },
      rest: {
        status: 201,
        statuses: { 201: 'Listing accepted (approved or flagged)' },
        errors: {
          forbidden: 'Caller is not a member of the persona owner org',
          not_found: 'Persona not found',
          validation_failed: 'Validation error',
          moderation_rejected,
        },
        example: {
          input: {
            personaId: listing.personaId,
            title: listing.title,
            summary: listing.summary,
            description: listing.description,
            license: 'cc_by',
            priceUsdMicros: 0,
            tags: listing.tags,
          },
          output: { listing, verdict },
        },
      },
    })
    .input(CreateListing)
    .output(PublishedListing)
    .mutation(({ ctx, input }) => publishListing(ctx, input)),

  updateListing: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/marketplace/listings/{id}',
        tags: ['marketplace'],
        summary: 'Update listing metadata (title/summary/license/price/tags)',
        description:
          'License changes that are *more* restrictive (e.g. cc_by → cc_by_nc) trigger a re-moderation cycle and the ' +
          'listing flips to `in_review` until cleared. Less-restrictive changes pass through. From the least to the most ' +
          'restrictive: cc_by, cc_by_sa, cc_by_nc, cc_by_nd, commercial, proprietary. Changes to a published listing that ' +
          'the moderation rejects change nothing. For the seller, and the owners and admins of the organisation.',
      },
      rest: {
        errors: { forbidden, not_found, conflict: 'The staff removed this listing', moderation_rejected },
        example: {
          input: { id, summary: 'Knows every rumour, and who spread it.', license: 'cc_by' },
          output: { ...listing, summary: 'Knows every rumour, and who spread it.' },
        },
      },
    })
    .input(UpdateListing)
    .output(MarketplaceListing)
    .mutation(({ ctx, input }) => updateListing(ctx, input)),

  submitListing: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/marketplace/listings/{id}/submit',
        tags: ['marketplace'],
        summary: 'Submit a listing again',
        description:
          'For a listing that was rejected or withdrawn. The answer is that of the first submission: the listing with the ' +
          'verdict, or 422 when the moderation rejects it again.',
      },
      rest: {
        errors: {
          forbidden,
          not_found,
          conflict: 'The listing is not `unpublished`, or was changed meanwhile',
          moderation_rejected,
        },
        example: { input: { id }, output: { listing, verdict } },
      },
    })
    .input(ListingPath)
    .output(PublishedListing)
    .mutation(({ ctx, input }) => submitListing(ctx, input)),

  withdraw: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/marketplace/listings/{id}/withdraw',
        tags: ['marketplace'],
        summary: 'Withdraw a listing',
        description:
          'Takes a listing off the marketplace: it is `unpublished`. Who has installed or bought it keeps it. It can be ' +
          'submitted again.',
      },
      rest: {
        errors: { forbidden, not_found, conflict: 'The listing is not on the marketplace' },
        example: { input: { id }, output: { ...listing, status: 'unpublished' } },
      },
    })
    .input(ListingPath)
    .output(MarketplaceListing)
    .mutation(({ ctx, input }) => withdrawListing(ctx, input)),
})

export const marketplace = t.mergeRouters(offers, publishing)

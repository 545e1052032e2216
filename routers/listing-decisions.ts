import {
  ApproveListing,
  approveListing,
  Listing,
  ListReviewed,
  listReviewed,
  RefuseListing,
  ReviewedListingFeed,
  rejectListing,
  removeListing,
} from '../src/domains/listings/index.ts'
import { signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'
import { listing } from './listings.ts'

const { id } = listing
const waiting = { ...listing, status: 'in_review', published_at: null }
const WHO =
  'By the staff of the platform for every listing, by owners and moderators of an organisation for its own; never by ' +
  'its seller. The seller is told and the decision is audited.'
const errors = {
  forbidden: 'Not a moderator of this organisation, or the seller of this listing',
  not_found: 'No listing that the caller decides about has this id',
}

export const listingDecisions = t.router({
  list: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/admin/listings',
        tags: ['listingDecisions'],
        summary: 'List listings to decide about',
        description:
          'Listings in one state, those in review unless another one is asked for, newest first, with what the ' +
          'moderation noticed. Staff without `X-Org-Id` see those of all organisations, everybody else those of the ' +
          'organisation they work in.',
      },
      rest: {
        errors: { forbidden: errors.forbidden, not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { status: 'in_review' },
          output: {
            data: [
              {
                ...waiting,
                moderation_flags: ['many_links'],
                moderation_reason: 'It has more than 5 links.',
              },
            ],
            page: 1,
            per_page: 20,
            total: 1,
            next_cursor: null,
          },
        },
      },
    })
    .input(ListReviewed)
    .output(ReviewedListingFeed)
    .query(({ ctx, input }) => listReviewed(ctx, input)),

  approve: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/listings/{id}/approve',
        tags: ['listingDecisions'],
        summary: 'Approve a listing',
        description: `Publishes a listing that is in review. ${WHO}`,
      },
      rest: {
        errors: { ...errors, conflict: 'The listing is not in review' },
        example: { input: { id }, output: listing },
      },
    })
    .input(ApproveListing)
    .output(Listing)
    .mutation(({ ctx, input }) => approveListing(ctx, input)),

  reject: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/listings/{id}/reject',
        tags: ['listingDecisions'],
        summary: 'Reject a listing',
        description: `Sends a listing that is in review back: it is \`unpublished\` and can be submitted again. ${WHO}`,
      },
      rest: {
        errors: { ...errors, conflict: 'The listing is not in review' },
        example: {
          input: { id, reason: 'The summary promises what the persona does not do.' },
          output: { ...waiting, status: 'unpublished' },
        },
      },
    })
    .input(RefuseListing)
    .output(Listing)
    .mutation(({ ctx, input }) => rejectListing(ctx, input)),

  remove: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/listings/{id}/remove',
        tags: ['listingDecisions'],
        summary: 'Remove a listing',
        description: `Takes a listing off the marketplace for good; who has it keeps it. ${WHO}`,
      },
      rest: {
        errors: { ...errors, conflict: 'The listing is removed already' },
        example: {
          input: { id, reason: 'It sells what belongs to somebody else.' },
          output: { ...listing, status: 'removed' },
        },
      },
    })
    .input(RefuseListing)
    .output(Listing)
    .mutation(({ ctx, input }) => removeListing(ctx, input)),
})

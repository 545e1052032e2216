import { LIFE_OF_A_LISTING, ListingPath, MarketplaceListing } from '../src/domains/listings/index.ts'
import {
  BrowseListings,
  browseListings,
  forkListing,
  Install,
  installListing,
  ListingRating,
  ListingRef,
  MarketplacePage,
  Order,
  purchaseListing,
  RateListing,
  rateListing,
  viewListing,
} from '../src/domains/marketplace/index.ts'
import { Persona } from '../src/domains/personas/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

/** A published listing as everybody sees it. */
export const offer = {
  listingId: 'lst_0198f2c0-5a6b-7c8d-9e0f-1a2b3c4d5e6f',
  slug: 'wise-innkeeper-3c4d5e6f',
  orgId: 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11',
  personaId: 'psn_0198f2b1-2c4d-7a10-9f3e-5b6c7d8e9f01',
  title: 'Wise Innkeeper',
  summary: 'Knows every rumour of the kingdom.',
  description: 'Ask about quests, prices and who owes whom.',
  license: 'cc_by',
  priceUsdMicros: 0,
  status: 'published',
  ratingsAvg: 4.5,
  ratingsCount: 4,
  installs: 12,
  forks: 2,
  tags: ['fantasy', 'npc'],
  publishedAt: '2026-03-06T12:15:00Z',
  updatedAt: '2026-03-06T12:15:00Z',
}
const { listingId: id } = offer
const not_found = 'Listing not found'

/** What everybody can do with listings. */
export const offers = t.router({
  list: open
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/marketplace/listings',
        tags: ['marketplace'],
        summary: 'Browse the marketplace',
        description:
          'What is published, of all organisations. Equal sort values are ordered by id, so that pages neither skip nor ' +
          'repeat. An unknown category or tag matches nothing. With `q`, what matches all words is found, or else what ' +
          'matches some of them; a change is found a moment after it is made. When the search engine that is configured ' +
          'does not answer, the database does, and `X-Search-Engine: postgres-fallback` says so.',
      },
      rest: {
        cache: 'body',
        example: {
          input: { q: 'innkeeper', page: 1, perPage: 20, license: 'cc_by' },
          output: { data: [offer], page: 1, perPage: 20, total: 1 },
        },
      },
    })
    .input(BrowseListings)
    .output(MarketplacePage)
    .query(({ ctx, input }) => browseListings(ctx, input)),

  get: open
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/marketplace/listings/{id}',
        tags: ['marketplace'],
        summary: 'Get a listing',
        description:
          'One published listing, by its id or slug. The organisation that offers it sees it in every state, with what ' +
          `the moderation noticed. Its life, by the seller, the moderation and the staff:\n\n${LIFE_OF_A_LISTING}`,
      },
      rest: { cache: 'body', errors: { not_found }, example: { input: { id: offer.slug }, output: offer } },
    })
    .input(ListingRef)
    .output(MarketplaceListing)
    .query(({ ctx, input }) => viewListing(ctx, input)),

  install: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/marketplace/listings/{id}/install',
        tags: ['marketplace'],
        summary: 'Install a listing',
        description:
          'Installs a listing that is free or was bought, once per person. Again it answers the same with 200, also when ' +
          'the listing has left the marketplace.',
      },
      rest: {
        statuses: { 200: 'Installed before', 201: 'Installed' },
        errors: { not_found, conflict: 'The listing has a price and was not bought, or is not published' },
        example: {
          input: { id },
          output: {
            installId: '0198f2d0-1111-7222-8333-444455556666',
            listingId: id,
            installedAt: '2026-03-07T10:00:00Z',
          },
        },
      },
    })
    .input(ListingPath)
    .output(Install)
    .mutation(({ ctx, input }) => installListing(ctx, input)),

  purchase: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/marketplace/listings/{id}/purchase',
        tags: ['marketplace'],
        summary: 'Buy a listing',
        description:
          'Buys a listing at the price of this moment, once per person. A bought listing can be installed.',
      },
      rest: {
        status: 201,
        errors: {
          not_found,
          conflict: 'The listing is free, bought already, or offered by an organisation of the caller',
        },
        example: {
          input: { id },
          output: {
            orderId: 'ord_0198f2d1-1111-7222-8333-444455556666',
            listingId: id,
            buyerId: '550e8400-e29b-41d4-a716-446655440000',
            amountUsdMicros: 4_990_000,
            status: 'completed',
            createdAt: '2026-03-07T10:00:00Z',
          },
        },
      },
    })
    .input(ListingPath)
    .output(Order)
    .mutation(({ ctx, input }) => purchaseListing(ctx, input)),

  fork: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/marketplace/listings/{id}/fork',
        tags: ['marketplace'],
        summary: 'Fork a listing',
        description:
          'Makes a persona of your own organisation out of the one that is offered. The license has to allow derivatives: ' +
          'cc_by, cc_by_sa and cc_by_nc do.',
      },
      rest: {
        status: 201,
        errors: {
          forbidden: 'The license does not allow derivatives',
          not_found,
          conflict: 'The listing has a price and was not bought, or is not published',
        },
        example: {
          input: { id },
          output: {
            personaId: 'psn_0198f2d2-1111-7222-8333-444455556666',
            orgId: 'org_0198f2aa-13c0-7d5e-8a41-2f6b9c0d7e12',
            slug: 'wise-innkeeper',
            name: 'Wise Innkeeper',
            description: null,
            forkedFrom: offer.personaId,
            createdAt: '2026-03-07T10:00:00Z',
            updatedAt: '2026-03-07T10:00:00Z',
          },
        },
      },
    })
    .input(ListingPath)
    .output(Persona)
    .mutation(({ ctx, input }) => forkListing(ctx, input)),

  rate: scoped('listings:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'PUT',
        path: '/marketplace/listings/{id}/rating',
        tags: ['marketplace'],
        summary: 'Rate a listing',
        description: 'One to five, by those who have installed or bought it. Again it replaces your rating.',
      },
      rest: {
        errors: { forbidden: 'Neither installed nor bought, or your own listing', not_found },
        example: { input: { id, rating: 5 }, output: { rating: 5, ratingsAvg: 4.6, ratingsCount: 5 } },
      },
    })
    .input(RateListing)
    .output(ListingRating)
    .mutation(({ ctx, input }) => rateListing(ctx, input)),
})

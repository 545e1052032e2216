import {
  getListing,
  Listing,
  ListingFeed,
  ListingPath,
  ListListings,
  listListings,
} from '../src/domains/listings/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

export const listing = {
  id: 'lst_0198f2c0-5a6b-7c8d-9e0f-1a2b3c4d5e6f',
  slug: 'wise-innkeeper-3c4d5e6f',
  seller_id: '550e8400-e29b-41d4-a716-446655440000',
  org_id: 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11',
  category_id: 'c2000000-0000-0000-0000-000000000015',
  title: 'Wise Innkeeper',
  summary: 'Knows every rumour of the kingdom.',
  description: 'Ask about quests, prices and who owes whom.',
  license: 'cc_by',
  price_usd_micros: 0,
  status: 'published',
  tags: ['fantasy', 'npc'],
  installs: 12,
  forks: 2,
  ratings_avg: 4.5,
  ratings_count: 4,
  published_at: '2026-03-06T12:15:00Z',
  created_at: '2026-03-06T12:15:00Z',
  updated_at: '2026-03-07T09:00:00Z',
}

export const listings = t.router({
  list: scoped('listings:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/listings',
        tags: ['listings'],
        summary: 'List the listings of the organisation',
        description:
          'All listings of the organisation that the call works in, in every state, newest first. For a nightly export ' +
          'follow `next_cursor`: it neither skips nor repeats a listing while new ones arrive. With `cursor`, `page` ' +
          'counts for nothing.',
      },
      rest: {
        errors: { not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { page: 1, per_page: 20, status: 'published' },
          output: { data: [listing], page: 1, per_page: 20, total: 1, next_cursor: null },
        },
      },
    })
    .input(ListListings)
    .output(ListingFeed)
    .query(({ ctx, input }) => listListings(ctx, input)),

  get: scoped('listings:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/listings/{id}',
        tags: ['listings'],
        summary: 'Get a listing of the organisation',
        description: 'One listing of the organisation that the call works in, in whatever state it is.',
      },
      rest: {
        errors: { not_found: 'The organisation has no such listing' },
        example: { input: { id: listing.id }, output: listing },
      },
    })
    .input(ListingPath)
    .output(Listing)
    .query(({ ctx, input }) => getListing(ctx, input)),
})

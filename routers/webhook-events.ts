import { EVENT_DATA } from '../src/domains/webhooks/index.ts'
import type { EventMeta } from '../src/rpc/meta.ts'

const listing = {
  id: 'lst_0198f2b5-6d1e-7f20-8c3a-9b4d5e6f7a81',
  slug: 'wise-innkeeper-9b4d5e6f7a81',
  seller_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  org_id: 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11',
  category_id: null,
  title: 'Wise Innkeeper',
  summary: 'An innkeeper with a rumour for everybody.',
  description: 'Knows every rumour of the kingdom and sells some of them.',
  license: 'commercial',
  price_usd_micros: 4_990_000,
  status: 'published',
  tags: ['fantasy', 'npc'],
  installs: 12,
  forks: 0,
  ratings_avg: 4.67,
  ratings_count: 3,
  published_at: '2026-03-06T12:20:00Z',
  created_at: '2026-03-06T12:15:00Z',
  updated_at: '2026-03-06T12:20:00Z',
}
const file = {
  id: '0198f2d0-1111-7aaa-8bbb-cccccccccccc',
  area_slug: 'screenshots',
  uploader_id: listing.seller_id,
  file_name: 'tavern.png',
  file_size: 48_213,
  content_type: 'image/png',
  checksum_sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  status: 'approved',
  created_at: '2026-03-06T12:30:00Z',
  approved_at: '2026-03-06T12:30:04Z',
}
const report = {
  id: '0198f2e0-2222-7aaa-8bbb-cccccccccccc',
  reported_user_id: listing.seller_id,
  reporter_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
  subject_type: 'listing',
  subject_id: listing.id,
  category: 'spam',
  excerpt: 'The same listing was published five times…',
  status: 'open',
  resolution: null,
  created_at: '2026-03-06T13:00:00Z',
  resolved_at: null,
  resolved_by: null,
}
const resolved = {
  ...report,
  status: 'resolved',
  resolution: 'resolved',
  resolved_at: '2026-03-06T14:00:00Z',
  resolved_by: 'c3d4e5f6-a7b8-9012-cdef-123456789012',
}
const action = {
  id: '0198f2f0-3333-7aaa-8bbb-cccccccccccc',
  action: 'warn',
  actor_id: resolved.resolved_by,
  affected_user_id: listing.seller_id,
  report_id: report.id,
  reason: 'Publish a listing once.',
  expires_at: null,
  created_at: '2026-03-06T14:00:00Z',
}
const plugin = {
  id: '550e8400-e29b-41d4-a716-446655440000',
  slug: 'fast-chunks',
  name: 'Fast Chunks',
  short_description: 'Optimized chunk loading for Pumpkin MC',
  description: null,
  license: 'MIT',
  repository_url: 'https://github.com/rustdev/fast-chunks',
  website_url: null,
  downloads_total: 0,
  average_rating: 0,
  review_count: 0,
  icon_url: null,
  is_active: true,
  author: { id: listing.seller_id, username: 'rustdev', display_name: 'Rust Developer', avatar_url: null },
  categories: [],
  created_at: '2026-03-06T12:00:00Z',
  updated_at: '2026-03-06T12:00:00Z',
}
const ofPlugin = { plugin_id: plugin.id, plugin_slug: plugin.slug }
const version = {
  id: '660e8400-e29b-41d4-a716-446655440000',
  version: '1.2.0',
  changelog: 'Faster.',
  pumpkin_version_min: '0.1.0',
  pumpkin_version_max: null,
  downloads: 0,
  is_yanked: false,
  published_at: '2026-03-06T12:05:00Z',
  ...ofPlugin,
}
const review = {
  id: '770e8400-e29b-41d4-a716-446655440000',
  author: { id: report.reporter_id, username: 'steve', avatar_url: null },
  rating: 5,
  title: 'Smooth',
  body: 'No more stutter.',
  is_hidden: false,
  created_at: '2026-03-06T12:06:00Z',
  updated_at: '2026-03-06T12:06:00Z',
  ...ofPlugin,
}
const sold = {
  order_id: 'ord_0198f2c0-4444-7aaa-8bbb-cccccccccccc',
  buyer_id: report.reporter_id,
  amount_usd_micros: listing.price_usd_micros,
}
const hook = { id: '0198f2c3-7a10-7c2d-8b4e-1f2a3b4c5d6e', url: 'https://crm.example.com/hooks/gourd' }

/** What the URLs of subscribers are sent, with the row as it was at that moment. */
export const webhookEvents: Record<keyof typeof EVENT_DATA, EventMeta> = {
  'listing.created': {
    summary: 'A listing was created',
    data: EVENT_DATA['listing.created'],
    example: listing,
  },
  'listing.updated': {
    summary: 'A listing was changed',
    data: EVENT_DATA['listing.updated'],
    example: listing,
  },
  'listing.sold': {
    summary: 'A listing was bought',
    data: EVENT_DATA['listing.sold'],
    example: { ...listing, ...sold },
  },
  'listing.withdrawn': {
    summary: 'A listing was withdrawn',
    data: EVENT_DATA['listing.withdrawn'],
    example: { ...listing, status: 'unpublished' },
  },
  'file.uploaded': {
    summary: 'A file has left the quarantine',
    data: EVENT_DATA['file.uploaded'],
    example: file,
  },
  'report.created': { summary: 'Somebody reported', data: EVENT_DATA['report.created'], example: report },
  'report.resolved': {
    summary: 'A report was decided',
    data: EVENT_DATA['report.resolved'],
    example: resolved,
  },
  'moderation.action_taken': {
    summary: 'A moderator acted',
    data: EVENT_DATA['moderation.action_taken'],
    example: action,
  },
  'plugin.published': {
    summary: 'A plugin was published',
    data: EVENT_DATA['plugin.published'],
    example: plugin,
  },
  'version.published': {
    summary: 'A version was published',
    data: EVENT_DATA['version.published'],
    example: version,
  },
  'version.yanked': {
    summary: 'A version was yanked',
    data: EVENT_DATA['version.yanked'],
    example: { ...version, is_yanked: true },
  },
  'review.created': {
    summary: 'A plugin was reviewed',
    data: EVENT_DATA['review.created'],
    example: review,
  },
  'webhook.test': { summary: 'A test was asked for', data: EVENT_DATA['webhook.test'], example: hook },
}

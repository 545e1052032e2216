import { z } from 'zod'
import { orderId } from '../../lib/public-id.ts'
import { Listing } from '../listings/index.ts'
import { Plugin } from '../plugins/index.ts'
import { Review } from '../reviews/index.ts'
import { Version } from '../versions/index.ts'
import type { WebhookEventType } from './event-types.ts'

const time = z.string().describe('ISO 8601 UTC')
const ofPlugin = { plugin_id: z.guid(), plugin_slug: z.string() }

const ApprovedFile = z.object({
  id: z.guid(),
  area_slug: z.string(),
  uploader_id: z.guid(),
  file_name: z.string(),
  file_size: z.int(),
  content_type: z.string(),
  checksum_sha256: z.string(),
  status: z.string(),
  created_at: time,
  approved_at: time.nullable(),
})

const ReportRow = z.object({
  id: z.guid(),
  reported_user_id: z.guid(),
  reporter_id: z.guid(),
  subject_type: z.string(),
  subject_id: z.string(),
  category: z.string(),
  excerpt: z.string(),
  status: z.string(),
  resolution: z.string().nullable(),
  created_at: time,
  resolved_at: time.nullable(),
  resolved_by: z.guid().nullable(),
})

const ActionRow = z.object({
  id: z.guid(),
  action: z.string().describe('`warn`, `suspend`, `ban`, `shadow_ban`, their lifting, `dismiss`…'),
  actor_id: z.guid(),
  affected_user_id: z.guid().nullable(),
  report_id: z.guid().nullable(),
  reason: z.string().nullable(),
  expires_at: time.nullable(),
  created_at: time,
})

/** What `data` of an event is: the row in the shape of its reading endpoint. */
export const EVENT_DATA: Record<WebhookEventType, z.ZodType> = {
  'listing.created': Listing,
  'listing.updated': Listing,
  'listing.sold': Listing.extend({
    order_id: orderId.output,
    buyer_id: z.guid(),
    amount_usd_micros: z.int(),
  }),
  'listing.withdrawn': Listing,
  'file.uploaded': ApprovedFile,
  'report.created': ReportRow,
  'report.resolved': ReportRow,
  'moderation.action_taken': ActionRow,
  'plugin.published': Plugin,
  'version.published': Version.extend(ofPlugin),
  'version.yanked': Version.extend(ofPlugin),
  'review.created': Review.extend(ofPlugin),
  'webhook.test': z.object({ id: z.guid().describe('The webhook'), url: z.string() }),
}

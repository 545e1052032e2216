import { z } from 'zod'
import { orderId } from '../../lib/public-id.ts'
import { ApprovedFile } from '../files/index.ts'
import { Listing } from '../listings/index.ts'
import { ModerationAction } from '../moderation/index.ts'
import { Plugin } from '../plugins/index.ts'
import { ReportSummary } from '../reports/index.ts'
import { Review } from '../reviews/index.ts'
import { Version } from '../versions/index.ts'
import type { WebhookEventType } from './event-types.ts'

const ofPlugin = { plugin_id: z.guid(), plugin_slug: z.string() }

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
  'report.created': ReportSummary,
  'report.resolved': ReportSummary,
  'moderation.action_taken': ModerationAction,
  'plugin.published': Plugin,
  'version.published': Version.extend(ofPlugin),
  'version.yanked': Version.extend(ofPlugin),
  'review.created': Review.extend(ofPlugin),
  'webhook.test': z.object({ id: z.guid().describe('The webhook'), url: z.string() }),
}

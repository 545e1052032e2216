import { z } from 'zod'
import { feedInput, feedOf } from '../../lib/paging.ts'
import { listingId } from '../../lib/public-id.ts'
import { multiLine, singleLine } from '../../lib/text.ts'

export const SUBJECT_TYPES = ['user', 'listing', 'file', 'plugin', 'review'] as const
export type SubjectType = (typeof SUBJECT_TYPES)[number]

export const REPORT_CATEGORIES = ['spam', 'harassment', 'misinformation', 'inappropriate', 'other'] as const

/** A listing by its public id; everything else by its UUID. */
const SubjectId = z.union([listingId.output, z.guid()])

export const CreateReport = z.object({
  reported_user_id: z.guid(),
  subject_type: z.enum(SUBJECT_TYPES).describe('What is complained about'),
  subject_id: SubjectId.describe('Its id; of a user, the user’s own'),
  category: z.enum(REPORT_CATEGORIES),
  description: multiLine({ max: 5000 }).default(''),
})
export type CreateReport = z.infer<typeof CreateReport>

export const ReportPath = z.object({ id: z.guid().describe('Report id') })
export type ReportPath = z.infer<typeof ReportPath>

export const ListReports = z.object({
  ...feedInput(),
  status: z.enum(['open', 'resolved']).optional(),
  reported_user_id: z.guid().optional(),
})
export type ListReports = z.infer<typeof ListReports>

export const DismissReport = ReportPath.extend({ reason: singleLine({ min: 1, max: 2000 }) })
export type DismissReport = z.infer<typeof DismissReport>

export const ResolveReport = ReportPath.extend({ notes: multiLine({ min: 1, max: 5000 }) })
export type ResolveReport = z.infer<typeof ResolveReport>

export const ReportSummary = z
  .object({
    id: z.guid(),
    reported_user_id: z.guid(),
    reporter_id: z.guid(),
    subject_type: z.enum(SUBJECT_TYPES),
    subject_id: z.string(),
    category: z.enum(REPORT_CATEGORIES),
    excerpt: z.string().describe('How the description begins'),
    status: z.enum(['open', 'resolved']),
    resolution: z.enum(['dismissed', 'resolved']).nullable(),
    created_at: z.string(),
    resolved_at: z.string().nullable(),
    resolved_by: z.guid().nullable(),
  })
  .meta({ id: 'ReportSummary' })
export type ReportSummary = z.infer<typeof ReportSummary>

export const ReportFeed = feedOf(ReportSummary).meta({ id: 'ReportFeed' })
export type ReportFeed = z.infer<typeof ReportFeed>

export const Report = ReportSummary.extend({
  description: z.string(),
  reason: z.string().optional().describe('Why it was dismissed'),
  notes: z.string().optional().describe('How it was resolved'),
}).meta({ id: 'Report' })
export type Report = z.infer<typeof Report>

import { z } from 'zod'
import { pageInput } from '../../lib/paging.ts'
import { multiLine } from '../../lib/text.ts'
import { ReviewPath } from './schema.ts'

const Reason = z.enum(['spam', 'harassment', 'misinformation', 'inappropriate', 'other'])
const Status = z.enum(['pending', 'resolved', 'dismissed'])

export const ReportReview = ReviewPath.extend({
  reason: Reason.describe('Why staff should look at it; `other` is explained in `details`'),
  details: multiLine({ max: 1000 }).nullish(),
})
export type ReportReview = z.infer<typeof ReportReview>

export const ListReports = z.object({
  ...pageInput(),
  status: Status.default('pending').describe('Only reports of this status'),
})
export type ListReports = z.infer<typeof ListReports>

export const ResolveReport = z.object({
  report_id: z.guid().describe('Id of the report'),
  status: Status.exclude(['pending']).describe('What was decided'),
})
export type ResolveReport = z.infer<typeof ResolveReport>

export const ReviewReport = z
  .object({
    id: z.guid(),
    review_id: z.guid().describe('The review may have been deleted since'),
    reporter_id: z.guid(),
    reason: Reason,
    details: z.string().nullable(),
    status: Status,
    resolved_by: z.guid().nullable().describe('The staff member who decided'),
    resolved_at: z.string().nullable().describe('ISO 8601 UTC'),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'ReviewReport' })
export type ReviewReport = z.infer<typeof ReviewReport>

export const ReviewReportList = z
  .object({
    reports: z.array(ReviewReport),
    total: z.int().describe('Reports of this status in all'),
    page: z.int(),
  })
  .meta({ id: 'ReviewReportList' })
export type ReviewReportList = z.infer<typeof ReviewReportList>

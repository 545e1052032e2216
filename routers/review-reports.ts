import {
  ListReports,
  listReports,
  ResolveReport,
  ReviewReport,
  ReviewReportList,
  resolveReport,
} from '../src/domains/reviews/index.ts'
import { byRole } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const report = {
  id: '0193b5a2-7c00-7000-8000-0000000000b1',
  review_id: '0193b5a2-7c00-7000-8000-0000000000a1',
  reporter_id: 'b2c3d4e5-f6a7-8901-bcde-f23456789012',
  reason: 'spam',
  details: null,
  status: 'pending',
  resolved_by: null,
  resolved_at: null,
  created_at: '2026-03-10T10:00:00Z',
}

export const reviewReports = t.router({
  list: byRole('moderator', 'admin')
    .meta({
      openapi: {
        method: 'GET',
        path: '/admin/review-reports',
        tags: ['reviewReports'],
        summary: 'List reports about reviews',
        description:
          'Reports of one status, newest first. A report is kept when its review or plugin is deleted: the ' +
          '`review_id` may then lead nowhere.',
      },
      rest: {
        example: {
          input: { page: 1, per_page: 20, status: 'pending' },
          output: { reports: [report], total: 3, page: 1 },
        },
      },
    })
    .input(ListReports)
    .output(ReviewReportList)
    .query(({ ctx, input }) => listReports(ctx, input)),

  resolve: byRole('moderator', 'admin')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/admin/review-reports/{report_id}/resolve',
        tags: ['reviewReports'],
        summary: 'Resolve or dismiss a report about a review',
        description:
          'Sets the status, `resolved_by` and `resolved_at`, once; the decision is audited. What becomes of the ' +
          'review is decided separately: hide it, delete it or leave it.',
      },
      rest: {
        errors: {
          not_found: 'Report not found',
          conflict: 'The report is resolved or dismissed already',
          validation_failed: 'Invalid status value',
        },
        example: {
          input: { report_id: report.id, status: 'resolved' },
          output: {
            ...report,
            status: 'resolved',
            resolved_by: 'c3d4e5f6-a7b8-9012-cdef-345678901234',
            resolved_at: '2026-03-11T09:15:00Z',
          },
        },
      },
    })
    .input(ResolveReport)
    .output(ReviewReport)
    .mutation(({ ctx, input }) => resolveReport(ctx, input)),
})

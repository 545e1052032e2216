import {
  CreateReport,
  createReport,
  DismissReport,
  dismissReport,
  getReport,
  ListReports,
  listReports,
  Report,
  ReportFeed,
  ReportPath,
  ReportSummary,
  ResolveReport,
  resolveReport,
} from '../src/domains/reports/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { scoped, signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const summary = {
  id: '0198f2e0-1111-7222-8333-444455556666',
  reported_user_id: '550e8400-e29b-41d4-a716-446655440000',
  reporter_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  subject_type: 'listing',
  subject_id: 'lst_0198f2c0-5a6b-7c8d-9e0f-1a2b3c4d5e6f',
  category: 'spam',
  excerpt: 'The same text as five other listings of theirs.',
  status: 'open',
  resolution: null,
  created_at: '2026-03-08T09:00:00Z',
  resolved_at: null,
  resolved_by: null,
}
const { id } = summary
const decided = {
  ...summary,
  description: summary.excerpt,
  status: 'resolved',
  resolved_at: '2026-03-08T10:00:00Z',
  resolved_by: '0198f2a0-1111-7222-8333-444455556666',
}
const WHO =
  'For the owners and moderators of the organisation, for keys that one of them made, and for the staff of the platform, ' +
  'who without `X-Org-Id` work on the reports of all organisations. Nobody sees or decides reports about themselves.'
const forbidden = 'Neither an owner nor a moderator of this organisation'
const not_found = 'No report that the caller works on has this id'

export const reports = t.router({
  create: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/reports',
        tags: ['reports'],
        summary: 'Report somebody',
        description:
          'Reports a person, or what they published, to the moderators of the organisation you work in (`X-Org-Id`, else ' +
          'your own) and to the staff of the platform. The subject is a user, a listing, a file, a plugin or a review ' +
          'that you can see, and it has to be the reported person’s.',
      },
      rest: {
        status: 201,
        errors: {
          not_found: 'The subject is not there for the caller',
          conflict: 'The caller has reported this, and that report is open',
        },
        example: {
          input: {
            reported_user_id: summary.reported_user_id,
            subject_type: 'listing',
            subject_id: summary.subject_id,
            category: 'spam',
            description: summary.excerpt,
          },
          output: summary,
        },
      },
    })
    .input(CreateReport)
    .output(ReportSummary)
    .mutation(({ ctx, input }) => createReport(ctx, input)),

  list: scoped('reports:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/reports',
        tags: ['reports'],
        summary: 'List reports',
        description: `Newest first, each with an excerpt of its description. For an export follow \`next_cursor\`. ${WHO}`,
      },
      rest: {
        errors: { forbidden, not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { status: 'open' },
          output: { data: [summary], page: 1, per_page: 20, total: 1, next_cursor: null },
        },
      },
    })
    .input(ListReports)
    .output(ReportFeed)
    .query(({ ctx, input }) => listReports(ctx, input)),

  get: scoped('reports:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/reports/{id}',
        tags: ['reports'],
        summary: 'Get a report',
        description: `One report with its full description, and how it was decided. ${WHO}`,
      },
      rest: {
        errors: { forbidden, not_found },
        example: { input: { id }, output: { ...summary, description: summary.excerpt } },
      },
    })
    .input(ReportPath)
    .output(Report)
    .query(({ ctx, input }) => getReport(ctx, input)),

  dismiss: scoped('reports:manage')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/reports/{id}/dismiss',
        tags: ['reports'],
        summary: 'Dismiss a report',
        description: `Marks a report resolved with a dismiss reason, which the moderation log shows, too. ${WHO}`,
      },
      rest: {
        errors: { forbidden, not_found, conflict: 'The report is decided already' },
        example: {
          input: { id, reason: 'The texts differ enough.' },
          output: { ...decided, resolution: 'dismissed', reason: 'The texts differ enough.' },
        },
      },
    })
    .input(DismissReport)
    .output(Report)
    .mutation(({ ctx, input }) => dismissReport(ctx, input)),

  resolve: scoped('reports:manage')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/reports/{id}/resolve',
        tags: ['reports'],
        summary: 'Resolve a report',
        description:
          'Marks a report resolved with notes, when you took action outside the system that you want recorded. Measures ' +
          `against the person are \`POST /moderation/actions\`. ${WHO}`,
      },
      rest: {
        errors: { forbidden, not_found, conflict: 'The report is decided already' },
        example: {
          input: { id, notes: 'Talked to the seller, who changed the texts.' },
          output: {
            ...decided,
            resolution: 'resolved',
            notes: 'Talked to the seller, who changed the texts.',
          },
        },
      },
    })
    .input(ResolveReport)
    .output(Report)
    .mutation(({ ctx, input }) => resolveReport(ctx, input)),
})

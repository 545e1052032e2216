import {
  ApproveFile,
  approveFile,
  ListReviewedFiles,
  listReviewedFiles,
  RejectFile,
  ReviewedFile,
  ReviewedFileFeed,
  rejectFile,
} from '../src/domains/files/index.ts'
import { signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'
import { quarantined } from './files.ts'

const { id } = quarantined
const waiting = {
  ...quarantined,
  org_id: 'org_0198f2a9-13c0-7d5e-8a41-2f6b9c0d7e11',
  approved_at: null,
  scan_attempts: 1,
  scan_result: 'is or holds an encrypted archive',
  needs_review: true,
  decided_by: null,
  decision_reason: null,
  decided_at: null,
}
const decided = {
  ...waiting,
  needs_review: false,
  decided_by: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
  decided_at: '2026-03-06T13:00:00Z',
}
const WHO =
  'By the staff of the platform for every file, by owners and moderators of an organisation for its own; never by its ' +
  'uploader. The uploader is told and the decision is audited.'
const errors = {
  forbidden: 'Not a moderator of this organisation, or the uploader of this file',
  not_found: 'No file that the caller decides about has this id',
}

export const fileDecisions = t.router({
  list: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/admin/files',
        tags: ['fileDecisions'],
        summary: 'List files to decide about',
        description:
          'Files in one state, those in quarantine unless another one is asked for, newest first, with what the scanner ' +
          'said. `needs_review` are those that wait for a decision and not for a scan. Staff without `X-Org-Id` see ' +
          'those of all organisations, everybody else those of the organisation they work in.',
      },
      rest: {
        errors: { forbidden: errors.forbidden, not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { status: 'quarantined', needs_review: true },
          output: { data: [waiting], page: 1, per_page: 20, total: 1, next_cursor: null },
        },
      },
    })
    .input(ListReviewedFiles)
    .output(ReviewedFileFeed)
    .query(({ ctx, input }) => listReviewedFiles(ctx, input)),

  approve: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/files/{id}/approve',
        tags: ['fileDecisions'],
        summary: 'Approve a file',
        description: `Lets a file out of quarantine, whatever the scanner says. ${WHO}`,
      },
      rest: {
        errors: { ...errors, conflict: 'The file is not in quarantine' },
        example: {
          input: { id },
          output: { ...decided, status: 'approved', approved_at: decided.decided_at },
        },
      },
    })
    .input(ApproveFile)
    .output(ReviewedFile)
    .mutation(({ ctx, input }) => approveFile(ctx, input)),

  reject: signedIn
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/files/{id}/reject',
        tags: ['fileDecisions'],
        summary: 'Reject a file',
        description: `Takes a file away for good, from quarantine or after it was approved: its bytes are deleted. ${WHO}`,
      },
      rest: {
        errors: { ...errors, conflict: 'The file is rejected already' },
        example: {
          input: { id, reason: 'It shows the private data of somebody else.' },
          output: {
            ...decided,
            status: 'rejected',
            decision_reason: 'It shows the private data of somebody else.',
          },
        },
      },
    })
    .input(RejectFile)
    .output(ReviewedFile)
    .mutation(({ ctx, input }) => rejectFile(ctx, input)),
})

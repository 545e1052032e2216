export { createReview } from './create-review.ts'
export { deleteReview } from './delete-review.ts'
export { hideReview } from './hide-review.ts'
export { listReports } from './list-reports.ts'
export { listReviews } from './list-reviews.ts'
export { review } from './present.ts'
export { reportReview } from './report-review.ts'
export { ListReports, ReportReview, ResolveReport, ReviewReport, ReviewReportList } from './report-schema.ts'
export { resolveReport } from './resolve-report.ts'
export {
  CreateReview,
  HiddenReview,
  HideReview,
  ListReviews,
  Review,
  ReviewList,
  ReviewPath,
  UpdateReview,
} from './schema.ts'
export { updateReview } from './update-review.ts'

export { createReport } from './create-report.ts'
export { dismissReport, resolveReport } from './decide-report.ts'
export { getReport } from './get-report.ts'
export { listReports } from './list-reports.ts'
export {
  CreateReport,
  DismissReport,
  ListReports,
  Report,
  ReportFeed,
  ReportPath,
  ReportSummary,
  ResolveReport,
} from './schema.ts'

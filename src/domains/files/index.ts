export { approveFile, rejectFile } from './decide-file.ts'
export { downloadFile } from './download-file.ts'
export { getFile } from './get-file.ts'
export { listFiles } from './list-files.ts'
export { listReviewedFiles } from './list-reviewed-files.ts'
export { SCAN_TRIES, scanFile } from './scan-file.ts'
export {
  ApprovedFile,
  ApproveFile,
  FileDownload,
  FileFeed,
  FilePath,
  ListFiles,
  ListReviewedFiles,
  QuarantinedFile,
  RejectFile,
  ReviewedFile,
  ReviewedFileFeed,
} from './schema.ts'
export { tendQuarantine } from './tend-quarantine.ts'
export { uploadFile } from './upload-file.ts'

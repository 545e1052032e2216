import { z } from 'zod'
import { feedInput, feedOf } from '../../lib/paging.ts'
import { orgId } from '../../lib/public-id.ts'
import { singleLine } from '../../lib/text.ts'

/** CONTRACT §4: 25 MB. */
export const FILE_MAX_BYTES = 26_214_400

export const FILE_STATUSES = ['quarantined', 'approved', 'rejected'] as const
const FileStatus = z.enum(FILE_STATUSES)

export const AreaSlug = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 lower-case letters, digits and hyphens')

/** A guid as the database prints it. */
const FileId = z.guid().overwrite((id) => id.toLowerCase())

const fields = {
  id: z.guid(),
  area_slug: AreaSlug.describe('Where in the organisation it belongs'),
  uploader_id: z.guid(),
  file_name: z.string(),
  file_size: z.int().describe('In bytes'),
  content_type: z.string().describe('As its content says; of texts, as it was declared'),
  checksum_sha256: z.string().describe('Hexadecimal'),
  status: FileStatus,
  created_at: z.string().describe('ISO 8601 UTC'),
}

/** A file that was just uploaded. */
export const QuarantinedFile = z
  .object({ ...fields, status: z.literal('quarantined') })
  .meta({ id: 'QuarantinedFile' })
export type QuarantinedFile = z.infer<typeof QuarantinedFile>

/** A file as everybody of its organisation sees it, once it is approved. */
export const ApprovedFile = z
  .object({ ...fields, status: z.literal('approved'), approved_at: z.string().describe('ISO 8601 UTC') })
  .meta({ id: 'File' })
export type ApprovedFile = z.infer<typeof ApprovedFile>

export const FilePath = z.object({ id: FileId.describe('The id of the file') })
export type FilePath = z.infer<typeof FilePath>

export const ListFiles = z.object({
  ...feedInput(),
  area_slug: AreaSlug.optional(),
  uploader_id: z.guid().optional(),
})
export type ListFiles = z.infer<typeof ListFiles>

export const FileFeed = feedOf(ApprovedFile).meta({ id: 'FileFeed' })
export type FileFeed = z.infer<typeof FileFeed>

export const FileDownload = ApprovedFile.pick({
  file_name: true,
  file_size: true,
  content_type: true,
  checksum_sha256: true,
})
  .extend({
    download_url: z.string().describe('Pre-signed: whoever has it can download until it expires'),
    expires_in_seconds: z.int(),
  })
  .meta({ id: 'FileDownload' })
export type FileDownload = z.infer<typeof FileDownload>

/** A file as those see it who decide about it. */
export const ReviewedFile = z
  .object({
    ...fields,
    org_id: orgId.output,
    approved_at: z.string().nullable(),
    scan_attempts: z.int().describe('How often the scanner has begun to look at it'),
    scan_result: z.string().nullable().describe('What the last scan said'),
    needs_review: z.boolean().describe('The scanner could not tell: somebody has to decide'),
    decided_by: z.guid().nullable().describe('null while nobody has, and where the scanner has'),
    decision_reason: z.string().nullable(),
    decided_at: z.string().nullable(),
  })
  .meta({ id: 'ReviewedFile' })
export type ReviewedFile = z.infer<typeof ReviewedFile>

export const ListReviewedFiles = z.object({
  ...feedInput(),
  status: FileStatus.default('quarantined'),
  needs_review: z.boolean().optional().describe('Only those the scanner could not tell about, or the others'),
})
export type ListReviewedFiles = z.infer<typeof ListReviewedFiles>

export const ReviewedFileFeed = feedOf(ReviewedFile).meta({ id: 'ReviewedFileFeed' })
export type ReviewedFileFeed = z.infer<typeof ReviewedFileFeed>

const Reason = singleLine({ min: 1, max: 1000 })

export const ApproveFile = FilePath.extend({ reason: Reason.optional() })
export type ApproveFile = z.infer<typeof ApproveFile>

/** Who loses something is told why. */
export const RejectFile = FilePath.extend({ reason: Reason.describe('Told to the uploader') })
export type RejectFile = z.infer<typeof RejectFile>

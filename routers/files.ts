import {
  ApprovedFile,
  downloadFile,
  FileDownload,
  FileFeed,
  FilePath,
  getFile,
  ListFiles,
  listFiles,
  QuarantinedFile,
  uploadFile,
} from '../src/domains/files/index.ts'
import { onPlan } from '../src/rpc/plan-gate.ts'
import { scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

export const quarantined = {
  id: '0198f2d0-1111-7aaa-8bbb-cccccccccccc',
  area_slug: 'screenshots',
  uploader_id: '550e8400-e29b-41d4-a716-446655440000',
  file_name: 'tavern.png',
  file_size: 48_213,
  content_type: 'image/png',
  checksum_sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  status: 'quarantined',
  created_at: '2026-03-06T12:30:00Z',
}
const file = { ...quarantined, status: 'approved', approved_at: '2026-03-06T12:30:04Z' }
const { id, file_name, file_size, content_type, checksum_sha256 } = file
const noSuchFile = 'The organisation has no such approved file'

export const files = t.router({
  list: scoped('files:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/files',
        tags: ['files'],
        summary: 'List the files of the organisation',
        description:
          'The approved files of the organisation that the call works in, newest first; what is in quarantine or was ' +
          'rejected is not there. For a nightly export follow `next_cursor`: it neither skips nor repeats a file while ' +
          'new ones arrive. With `cursor`, `page` counts for nothing.',
      },
      rest: {
        errors: { not_found: '`X-Org-Id` names no organisation of the caller' },
        example: {
          input: { page: 1, per_page: 20, area_slug: 'screenshots' },
          output: { data: [file], page: 1, per_page: 20, total: 1, next_cursor: null },
        },
      },
    })
    .input(ListFiles)
    .output(FileFeed)
    .query(({ ctx, input }) => listFiles(ctx, input)),

  get: scoped('files:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/files/{id}',
        tags: ['files'],
        summary: 'Get a file of the organisation',
        description: 'One approved file of the organisation that the call works in.',
      },
      rest: { errors: { not_found: noSuchFile }, example: { input: { id }, output: file } },
    })
    .input(FilePath)
    .output(ApprovedFile)
    .query(({ ctx, input }) => getFile(ctx, input)),

  download: scoped('files:read')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'GET',
        path: '/files/{id}/download',
        tags: ['files'],
        summary: 'Download a file',
        description:
          'A pre-signed URL for an approved file. It is always saved, never shown: whatever the file is, no browser runs it.',
      },
      rest: {
        errors: { not_found: noSuchFile },
        example: {
          input: { id },
          output: {
            download_url: `https://storage.example.com/files/${id}?signature=…`,
            expires_in_seconds: 3600,
            file_name,
            file_size,
            content_type,
            checksum_sha256,
          },
        },
      },
    })
    .input(FilePath)
    .output(FileDownload)
    .query(({ ctx, input }) => downloadFile(ctx, input)),

  upload: scoped('files:write')
    .concat(onPlan('tenant-api'))
    .meta({
      openapi: {
        method: 'POST',
        path: '/files',
        tags: ['files'],
        summary: 'Upload a file',
        description:
          'Takes a file into the quarantine of the organisation, by any of its members. It is scanned in the ' +
          'background: executables, scripts, disguised pages, archive bombs and known malware are rejected and the ' +
          'uploader is told; everything in doubt waits for the staff. Nobody can read it before it is approved, and ' +
          '`file.uploaded` fires then. The fields of the form come in any order. A file name must be one name without ' +
          'a path, control or invisible characters, at most 255 characters.',
      },
      rest: {
        status: 202,
        form: {
          fields: {
            area_slug: { description: '1 to 64 lower-case letters, digits and hyphens', required: true },
          },
          file: {
            name: 'file',
            description: 'Any file of 1 to 26,214,400 bytes (25 MB)',
            contentTypes: ['*/*'],
          },
        },
        errors: {
          bad_request: 'The multipart body is cut off or malformed',
          not_found: '`X-Org-Id` names no organisation of the caller',
          payload_too_large: 'The file is larger than 25 MB',
          unsupported_media_type: 'The body is not multipart/form-data',
          validation_failed: 'Invalid area, file name or empty file',
        },
        example: { output: quarantined },
      },
    })
    .output(QuarantinedFile)
    .mutation(({ ctx }) => uploadFile(ctx)),
})

import {
  BinaryDownload,
  BinaryList,
  CONTENT_TYPES,
  DownloadBinary,
  downloadBinary,
  listBinaries,
  PLATFORMS,
  UploadedBinary,
  uploadBinary,
} from '../src/domains/binaries/index.ts'
import { VersionPath } from '../src/domains/versions/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const binary = {
  id: '0198c0de-0000-7000-8000-000000000003',
  version_id: '0198c0de-0000-7000-8000-000000000002',
  platform: 'windows',
  file_name: 'my-plugin.dll',
  file_size: 2048576,
  checksum_sha256: 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90',
  storage_key: 'plugins/my-plugin/1.0.0/windows/my-plugin.dll',
  content_type: 'application/octet-stream',
  uploaded_at: '2025-01-15T10:30:00Z',
}
const download_url = 'https://storage.example.com/plugins/my-plugin/1.0.0/windows/my-plugin.dll?signature=…'
const path = { slug: 'my-plugin', version: '1.0.0' }

export const binaries = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/versions/{version}/binaries',
        tags: ['binaries'],
        summary: 'List the binaries of a version',
        description:
          'All binaries uploaded for a plugin version, at most one per platform, in the order of upload.',
      },
      rest: {
        cache: 'body',
        errors: { not_found: 'Plugin or version not found' },
        example: { input: path, output: { binaries: [binary] } },
      },
    })
    .input(VersionPath)
    .output(BinaryList)
    .query(({ ctx, input }) => listBinaries(ctx, input)),

  upload: scoped('upload')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins/{slug}/versions/{version}/binaries',
        tags: ['binaries'],
        summary: 'Upload a binary',
        description:
          'Uploads the compiled binary of one platform, by the author of the plugin. The fields of the form come in ' +
          'any order. The type is told by the content: web pages, scripts, images, documents and executables of ' +
          'another platform are refused. Each platform of a version takes one binary, and it cannot be replaced.',
      },
      rest: {
        status: 201,
        form: {
          fields: {
            platform: { description: 'windows, macos or linux', required: true, enum: PLATFORMS },
          },
          file: {
            name: 'file',
            description: 'Binary file (max 100 MB by default)',
            contentTypes: [...CONTENT_TYPES],
          },
        },
        errors: {
          bad_request: 'The multipart body is cut off or malformed',
          forbidden: 'Not the plugin author',
          not_found: 'Plugin or version not found',
          conflict: 'Binary already exists for this (version, platform) pair',
          unsupported_media_type: 'The body is not multipart/form-data',
          validation_failed: 'Invalid platform, MIME type, file name or file too large',
        },
        example: { input: path, output: { binary, download_url, expires_in_seconds: 3600 } },
      },
    })
    .input(VersionPath)
    .output(UploadedBinary)
    .mutation(({ ctx, input }) => uploadBinary(ctx, input)),

  download: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/versions/{version}/download',
        tags: ['binaries'],
        summary: 'Download a binary',
        description:
          'A pre-signed URL for the binary of a platform. Each request counts as one download of the version and of ' +
          'the plugin; HEAD never does. Yanked versions can still be downloaded, so that existing installations keep working.',
      },
      rest: {
        errors: {
          not_found: 'Plugin, version, or binary for the requested platform not found',
          validation_failed: 'Invalid or missing platform parameter',
        },
        example: {
          input: { ...path, platform: 'windows' },
          output: {
            download_url,
            checksum_sha256: binary.checksum_sha256,
            file_name: 'my-plugin.dll',
            file_size: 2048576,
            platform: 'windows',
            expires_in_seconds: 3600,
          },
        },
      },
    })
    .input(DownloadBinary)
    .output(BinaryDownload)
    .query(({ ctx, input }) => downloadBinary(ctx, input)),
})

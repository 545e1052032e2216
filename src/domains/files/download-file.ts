import type { Context } from '../context.ts'
import { requireFile } from './get-file.ts'
import type { FileDownload, FilePath } from './schema.ts'

const EXPIRES_IN_SECONDS = 3600

/** A link that anybody can download the file from for an hour. Only an approved file has one: 404. */
export async function downloadFile(ctx: Context, path: FilePath): Promise<FileDownload> {
  const { file, storageKey } = await requireFile(ctx, path)
  const { file_name, file_size, content_type, checksum_sha256 } = file
  const download_url = await ctx.app.storage.link(storageKey, {
    fileName: file_name,
    contentType: content_type,
    expiresInSeconds: EXPIRES_IN_SECONDS,
  })
  const expires_in_seconds = EXPIRES_IN_SECONDS
  return { download_url, expires_in_seconds, file_name, file_size, content_type, checksum_sha256 }
}

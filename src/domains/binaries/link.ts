import type { Services } from '../context.ts'
import type { Binary } from './schema.ts'

const EXPIRES_IN_SECONDS = 3600

/** A link that anybody can download the binary from for an hour. */
export async function linkTo(
  app: Pick<Services, 'storage'>,
  { storage_key, file_name, content_type }: Pick<Binary, 'storage_key' | 'file_name' | 'content_type'>,
): Promise<{ download_url: string; expires_in_seconds: number }> {
  const download_url = await app.storage.link(storage_key, {
    fileName: file_name,
    contentType: content_type,
    expiresInSeconds: EXPIRES_IN_SECONDS,
  })
  return { download_url, expires_in_seconds: EXPIRES_IN_SECONDS }
}

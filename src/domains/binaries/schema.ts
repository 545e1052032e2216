import { z } from 'zod'
import { VersionPath } from '../versions/index.ts'

export const PLATFORMS = ['windows', 'macos', 'linux'] as const

export const Platform = z.enum(PLATFORMS, 'must be windows, macos or linux')
export type Platform = z.infer<typeof Platform>

export const Binary = z
  .object({
    id: z.uuid(),
    version_id: z.uuid(),
    platform: Platform,
    file_name: z.string(),
    file_size: z.int().describe('In bytes'),
    checksum_sha256: z.string().describe('Hexadecimal'),
    storage_key: z.string().describe('`plugins/{slug}/{version}/{platform}/{filename}`'),
    content_type: z.string().describe('As declared by the uploader'),
    uploaded_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Binary' })
export type Binary = z.infer<typeof Binary>

export const BinaryList = z.object({ binaries: z.array(Binary) }).meta({ id: 'BinaryList' })
export type BinaryList = z.infer<typeof BinaryList>

const link = {
  download_url: z.string().describe('Pre-signed: whoever has it can download until it expires'),
  expires_in_seconds: z.int(),
}

export const UploadedBinary = z.object({ binary: Binary, ...link }).meta({ id: 'UploadedBinary' })
export type UploadedBinary = z.infer<typeof UploadedBinary>

export const DownloadBinary = VersionPath.extend({ platform: Platform.describe('windows, macos or linux') })
export type DownloadBinary = z.infer<typeof DownloadBinary>

export const BinaryDownload = Binary.pick({
  checksum_sha256: true,
  file_name: true,
  file_size: true,
  platform: true,
})
  .extend(link)
  .meta({ id: 'BinaryDownload' })
export type BinaryDownload = z.infer<typeof BinaryDownload>

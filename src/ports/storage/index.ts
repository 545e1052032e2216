import { type DiskConfig, DiskStorage } from './disk.ts'
import type { S3Config } from './s3.ts'
import type { Storage } from './storage.ts'

export type StorageConfig = DiskConfig | S3Config
export type { LinkOptions, Storage, StoredFile } from './storage.ts'
export { DiskStorage }

/** The storage that is configured. The S3 client is loaded only when it is used. */
export async function createStorage(config: StorageConfig): Promise<Storage> {
  if (config.kind === 's3') {
    const { S3Storage } = await import('./s3.ts')
    return new S3Storage(config)
  }
  const storage = new DiskStorage(config)
  await storage.sweep()
  return storage
}

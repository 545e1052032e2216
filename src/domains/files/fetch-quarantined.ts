import { spool } from '../../lib/spool.ts'
import type { Services } from '../context.ts'

/** A file that waits for its scan. */
export interface Waiting {
  storageKey: string
  fileName: string
  size: number
  sha256: string
  /** Counted from 1. */
  attempt: number
}

/** A local copy of the stored object, gone when it is disposed of. Rejects unless it is the very file that was uploaded. */
export async function fetchQuarantined(
  app: Pick<Services, 'storage' | 'settings'>,
  { storageKey, size, sha256 }: Waiting,
  signal: AbortSignal,
): Promise<{ path: string } & AsyncDisposable> {
  const stream = await app.storage.read(storageKey, { signal })
  if (!stream) throw new Error('The object of the file is not there.')
  const copy = await spool(stream, { directory: app.settings.spoolDirectory, maxBytes: size })
  if (copy.sha256 !== sha256) {
    await copy.discard()
    throw new Error('The object is not the file that was uploaded: its SHA-256 differs.')
  }
  return { path: copy.path, [Symbol.asyncDispose]: copy.discard }
}

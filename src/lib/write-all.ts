import type { FileHandle } from 'node:fs/promises'

/** Writes every byte at the current position; a system may take fewer at a time than it was given. */
export async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written)
    written += bytesWritten
  }
}

import type { Readable } from 'node:stream'

/** A local file that is to be stored. Its size and checksum were taken while it was received. */
export interface StoredFile {
  path: string
  size: number
  contentType: string
  /** Hexadecimal. */
  sha256: string
}

/** What the holder of a link sees when they download. */
export interface LinkOptions {
  fileName: string
  contentType: string
  expiresInSeconds: number
  /** Shown where it is linked from, when its type is one that browsers only show; otherwise saved. Default false. */
  inline?: boolean
}

/** Where objects (plugin binaries, media, uploaded files) are kept. Keys are paths such as `plugins/a/1.0.0/linux/a.so`. */
export interface Storage {
  /** Stores the file under the key, replacing what was there. Readers see the old object or the new one, never a part. */
  put(key: string, file: StoredFile): Promise<void>
  /** Deletes the object. Deleting what does not exist is no error. */
  delete(key: string): Promise<void>
  exists(key: string): Promise<boolean>
  /**
   * The bytes of one version of the object, or undefined when there is none. Read it to its end or destroy it; it
   * fails when `signal` is aborted.
   */
  read(key: string, options?: { signal?: AbortSignal }): Promise<Readable | undefined>
  /** An absolute, expiring URL that anybody may download from. It does not tell whether the object exists. */
  link(key: string, options: LinkOptions): Promise<string>
  /** Throws when objects cannot be stored or read now. */
  check(): Promise<void>
  close(): Promise<void>
}

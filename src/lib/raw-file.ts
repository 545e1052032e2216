import { z } from 'zod'

/**
 * A file that REST sends as its bytes. RPC answers what describes it: a function has no JSON. The facade asks for the
 * bytes only when they are sent, and not for HEAD or to a client that has them.
 */
export interface RawFile extends FileDescription {
  /** Bytes and description of one moment: the file may have been replaced since it was described. */
  load(): Promise<FileDescription & { bytes: Buffer }>
}

export interface FileDescription {
  content_type: string
  size: number
  /** The SHA-256 of the bytes, hexadecimal. */
  sha256: string
}

/** The output of a procedure with `rest.raw`. */
export const RawFile = z.unknown() as unknown as z.ZodType<RawFile>

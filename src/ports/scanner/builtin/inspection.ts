import type { ScanVerdict } from '../scanner.ts'

/** How far the built-in checks go. */
export interface Limits {
  /** Of everything that is unpacked from one file, together. */
  unpackedBytes: number
  /** More than so many bytes, that are so many times the size of the file, are no compression any more but a bomb. */
  bombBytes: number
  bombRatio: number
  /** Of all archives in one file, together. */
  entries: number
  /** How deep an archive may be in others to be opened. */
  nesting: number
  milliseconds: number
}

export const LIMITS: Limits = {
  unpackedBytes: 256 * 1024 * 1024,
  bombBytes: 32 * 1024 * 1024,
  bombRatio: 100,
  entries: 10_000,
  nesting: 2,
  milliseconds: 60_000,
}

/** Ends an inspection with what was found. */
export class Finding extends Error {
  readonly verdict: ScanVerdict
  constructor(verdict: ScanVerdict['verdict'], reason: string) {
    super(reason)
    this.verdict = { verdict, reason }
  }
}

export const infected = (reason: string): Finding => new Finding('infected', reason)

interface InspectionOptions {
  /** Of the file that is looked at. */
  size: number
  /** Where nested archives are written, for as long as they are looked at. */
  directory: string
  limits: Limits
  signal: AbortSignal
}

/** One file that is being looked at: what it has cost so far, and what is doubtful about it. */
export class Inspection {
  readonly options: InspectionOptions
  #unpacked = 0
  #entries = 0
  #doubt: string | undefined

  constructor(options: InspectionOptions) {
    this.options = options
  }

  /** The first doubt counts; the search goes on, since something worse may come. */
  doubt(reason: string): void {
    this.#doubt ??= reason
  }

  get verdict(): ScanVerdict {
    return this.#doubt ? { verdict: 'unsure', reason: this.#doubt } : { verdict: 'clean', reason: '' }
  }

  countEntry(): void {
    const { entries } = this.options.limits
    this.#entries += 1
    if (this.#entries > entries) throw new Finding('unsure', `holds more than ${entries} files`)
  }

  /** Bytes that came out of an archive. */
  countUnpacked(bytes: number): void {
    const { size, limits } = this.options
    this.#unpacked += bytes
    if (this.#unpacked > limits.bombBytes && this.#unpacked >= size * limits.bombRatio) {
      throw infected('is an archive bomb')
    }
    if (this.#unpacked <= limits.unpackedBytes) return
    throw new Finding('unsure', `unpacks to more than ${Math.floor(limits.unpackedBytes / 1_048_576)} MB`)
  }

  /**
   * What to do about an error while an archive was read. A broken archive is a doubt; what ended the inspection, and
   * errors of this machine, are thrown on.
   */
  takeError(error: unknown, what: string): void {
    const isOurs = this.options.signal.aborted || (error as { syscall?: string }).syscall !== undefined
    if (error instanceof Finding || isOurs) throw error
    this.doubt(`is or holds ${what} that cannot be read to its end`)
  }
}

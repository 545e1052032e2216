/** A local file that is looked at before anybody may have it. */
export interface ScannedFile {
  path: string
  /** In bytes. */
  size: number
  /** As its uploader called it. */
  fileName: string
}

export interface ScanVerdict {
  /** `unsure`: it was looked at, and only a person can tell; to look again would say the same. */
  verdict: 'clean' | 'infected' | 'unsure'
  /** For the uploader and the staff; a sentence that follows on "The file ". Empty when clean. */
  reason: string
}

/**
 * Looks for malware. Only what was looked at to its end is `clean`: an error, a time-out or a limit rejects, and the
 * file has to be looked at again.
 */
export interface Scanner {
  scan(file: ScannedFile, options?: { signal?: AbortSignal }): Promise<ScanVerdict>
}

export const CLEAN: ScanVerdict = { verdict: 'clean', reason: '' }

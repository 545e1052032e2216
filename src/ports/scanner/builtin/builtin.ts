import { createReadStream } from 'node:fs'
import type { ScannedFile, Scanner, ScanVerdict } from '../scanner.ts'
import { inspectContent } from './inspect-content.ts'
import { Finding, Inspection, LIMITS, type Limits } from './inspection.ts'
import { judgeName } from './judge-name.ts'
import { judgeTail } from './judge-tail.ts'

export interface BuiltinOptions {
  /** For archives in archives, as long as they are looked at. */
  directory: string
  limits?: Partial<Limits>
}

/**
 * What can be told without signatures: executables and scripts, files that are not what they are called, the EICAR test
 * virus, archive bombs, and archives that nobody can look into. Memory is bounded by the chunks, the rest by `LIMITS`.
 */
export const builtinScanner = ({ directory, limits: own }: BuiltinOptions): Scanner => {
  const limits = { ...LIMITS, ...own }
  return {
    async scan(file, { signal } = {}) {
      const timeout = AbortSignal.timeout(limits.milliseconds)
      const ended = signal ? AbortSignal.any([signal, timeout]) : timeout
      const it = new Inspection({ size: file.size, directory, limits, signal: ended })
      return inspect(it, file).catch((error) => {
        if (error instanceof Finding) return error.verdict
        throw error
      })
    },
  }
}

async function inspect(it: Inspection, { path, size, fileName }: ScannedFile): Promise<ScanVerdict> {
  it.options.signal.throwIfAborted()
  judgeName(fileName)
  await inspectContent(it, { chunks: createReadStream(path), name: fileName, depth: 0, path })
  await judgeTail(it, path, size)
  return it.verdict
}

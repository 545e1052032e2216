import { type BuiltinOptions, builtinScanner } from './builtin/builtin.ts'
import { type ClamavAddress, clamavScanner } from './clamav.ts'
import { CLEAN, type Scanner } from './scanner.ts'

export type { ClamavAddress } from './clamav.ts'
export type { ScannedFile, Scanner, ScanVerdict } from './scanner.ts'

export interface ScannerConfig extends BuiltinOptions {
  clamav?: ClamavAddress
}

/** The built-in checks, and those of clamd where one is configured. */
export function createScanner({ clamav, ...options }: ScannerConfig): Scanner {
  const builtin = builtinScanner(options)
  return clamav ? allOf([clamavScanner(clamav), builtin]) : builtin
}

/** Clean is what all call clean. One that finds something decides, also when another one fails. */
export const allOf = (scanners: readonly [Scanner, ...Scanner[]]): Scanner => ({
  async scan(file, options) {
    const results = await Promise.allSettled(scanners.map((each) => each.scan(file, options)))
    const verdicts = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const infected = verdicts.find(({ verdict }) => verdict === 'infected')
    if (infected) return infected
    const failure = results.find(({ status }) => status === 'rejected')
    if (failure) throw (failure as PromiseRejectedResult).reason
    return verdicts.find(({ verdict }) => verdict === 'unsure') ?? CLEAN
  },
})

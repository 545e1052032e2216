import type { ScanVerdict } from '../../ports/scanner/scanner.ts'
import { type Services, transaction } from '../context.ts'
import { approve, reject } from './change-status.ts'
import { fetchQuarantined, type Waiting } from './fetch-quarantined.ts'
import { lockFile } from './lock-file.ts'

/** So often it is tried to scan a file, over some hours; then the staff are asked. */
export const SCAN_TRIES = 8

const BEGIN = `
  update files set scan_attempts = scan_attempts + 1
  where id = ? and status = 'quarantined' and stored_at is not null and scan_attempts < ${SCAN_TRIES}
  returning storage_key as "storageKey", file_name as "fileName", file_size::int as "size",
    checksum_sha256 as sha256, scan_attempts as attempt`

/**
 * Has a file in quarantine scanned, and lets it out or takes it away. Whatever is in doubt stays: when it was not
 * scanned to the end this throws, to be tried again after a pause; when only a person can tell, or all tries are used
 * up, the staff are asked. What was decided meanwhile stays as it is.
 */
export async function scanFile(
  app: Services,
  { fileId, orgId }: { fileId: string; orgId: string },
  signal: AbortSignal,
): Promise<void> {
  const ctx = { app, actor: { kind: 'system' as const } }
  // Counted before it begins: a file that kills its process is not tried forever.
  const [file] = await transaction(ctx, (tx) => tx.execute<Waiting[]>(BEGIN, [fileId]), { orgId })
  if (!file) return
  const { verdict, failure } = await scan(app, file, signal)
  await transaction(
    ctx,
    async (tx) => {
      const locked = await lockFile(tx, orgId, fileId)
      if (locked?.status !== 'quarantined') return
      locked.scanResult = verdict.reason || 'Nothing was found.'
      if (verdict.verdict === 'clean') await approve(tx, ctx, locked)
      else if (verdict.verdict === 'infected') await reject(tx, ctx, locked, `The file ${verdict.reason}.`)
      else if (!failure || file.attempt >= SCAN_TRIES) locked.needsReview = true
    },
    { orgId },
  )
  if (failure && file.attempt < SCAN_TRIES) throw failure
}

/** What a scan says; `failure` when it did not come to its end. */
async function scan(
  app: Services,
  file: Waiting,
  signal: AbortSignal,
): Promise<{ verdict: ScanVerdict; failure?: unknown }> {
  try {
    await using copy = await fetchQuarantined(app, file, signal)
    return { verdict: await app.scanner.scan({ ...file, path: copy.path }, { signal }) }
  } catch (err) {
    app.log.warn({ err, storage_key: file.storageKey, attempt: file.attempt }, 'a file could not be scanned')
    return { verdict: { verdict: 'unsure', reason: NOT_SCANNED }, failure: err }
  }
}

const NOT_SCANNED = 'could not be scanned to its end'

import { type Services, transaction } from '../context.ts'

/** Longer than all tries and pauses of a scan together. */
const PATIENCE_MS = 8 * 3_600_000

const LEFT = `
  select distinct org_id from files
  where status = 'quarantined' and not needs_review and stored_at < ?`
const ASK = `
  update files set needs_review = true, scan_result = coalesce(scan_result, 'was not scanned in time')
  where org_id = ? and status = 'quarantined' and not needs_review and stored_at < ?`

/** Asks the staff about files whose scan was lost or killed too often: nothing waits in quarantine for ever. */
export async function tendQuarantine(app: Services): Promise<void> {
  const limit = new Date(app.clock.now().getTime() - PATIENCE_MS)
  const orgs = await transaction({ app }, (tx) => tx.execute<{ org_id: string }[]>(LEFT, [limit]), {
    sees: 'everything',
  })
  for (const { org_id: orgId } of orgs) {
    await transaction({ app }, (tx) => tx.execute(ASK, [orgId, limit]), { orgId })
  }
}

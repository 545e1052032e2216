import type { Tx } from '../context.ts'

/** Gives up what still waits for a webhook that is sent nothing any more; it can be redelivered. */
export async function failPending(tx: Tx, webhookId: string): Promise<void> {
  await tx.execute(
    `update webhook_deliveries set status = 'failed', next_attempt_at = null, leased_until = null
     where webhook_id = ? and status = 'pending'`,
    [webhookId],
  )
}

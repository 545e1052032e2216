import { WebhookEntity } from '../../../entities/index.ts'
import { type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { auditStaff, type Caller, missing, requireManager } from './access.ts'

/** Does not keep events from being queued for it. */
const LOCK = 'select id from webhooks where org_id = ? and id = ? for no key update'

/** Runs `work` in a transaction that nobody else changes the webhook in. Another organisation's: 404. */
export async function changingWebhook<T>(
  ctx: Caller,
  { id, action }: { id: string; action: string },
  work: (tx: Tx, webhook: WebhookEntity) => Promise<T>,
): Promise<T> {
  const { orgId } = await requireManager(ctx)
  return transaction(
    ctx,
    async (tx) => {
      const [locked] = await tx.execute<object[]>(LOCK, [orgId, id])
      if (!locked) throw missing()
      const webhook = await tx.findOneOrFail(WebhookEntity, { id, orgId })
      auditStaff(tx, ctx, action, id, orgId)
      return work(tx, webhook)
    },
    { orgId },
  )
}

/** 409 for one that nothing is sent to. */
export function requireActive({ isActive }: WebhookEntity): void {
  if (!isActive) throw conflict('This webhook is disabled. Enable it with is_active first.')
}

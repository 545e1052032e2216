import type { Services, Tx } from '../context.ts'
import { notify } from '../notifications/index.ts'
import { failPending } from './fail-pending.ts'

const REASONS = {
  gone: 'answered 410 Gone',
  failing: 'has failed for five days',
} as const

export interface DisabledWebhook {
  id: string
  orgId: string
  url: string
}

/** Stops sending to a webhook, gives up what waits for it and tells the owners of its organisation. */
export async function disableWebhook(
  tx: Tx,
  app: Services,
  { id, orgId, url }: DisabledWebhook,
  reason: keyof typeof REASONS,
): Promise<void> {
  await tx.execute(
    `update webhooks set is_active = false, disabled_reason = ?, failing_since = coalesce(failing_since, ?)
     where id = ?`,
    [reason, app.clock.now(), id],
  )
  await failPending(tx, id)
  const owners = await tx.execute<{ user_id: string }[]>(
    `select user_id from organisation_members where org_id = ? and role = 'owner' order by user_id`,
    [orgId],
  )
  for (const { user_id: userId } of owners) {
    notify(
      tx,
      { app },
      {
        userId,
        kind: 'webhook_disabled',
        title: 'A webhook was disabled',
        body: `${url} ${REASONS[reason]}, so nothing is sent to it any more. Enable it again when it works.`,
        link: `/webhooks/${id}`,
      },
    )
  }
}

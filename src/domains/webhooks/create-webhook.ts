import { newId, WebhookEntity } from '../../../entities/index.ts'
import { type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { auditStaff, type Caller, requireManager } from './access.ts'
import { readWebhook } from './present.ts'
import { requireCallable } from './require-callable.ts'
import type { CreateWebhook, NewWebhook } from './schema.ts'
import { makeSecret } from './secrets.ts'

const MAX_WEBHOOKS = 20

/**
 * Subscribes a URL to events of the organisation; the answer is the only one with its secret. 422 for a URL that is
 * not called, 409 at the limit.
 */
export async function createWebhook(ctx: Caller, input: CreateWebhook): Promise<NewWebhook> {
  const { orgId } = await requireManager(ctx)
  await requireCallable(ctx, input.url)
  const id = newId()
  const secret = makeSecret()
  const now = ctx.app.clock.now()
  await transaction(
    ctx,
    async (tx) => {
      await requireRoom(tx, orgId)
      tx.create(
        WebhookEntity,
        {
          id,
          orgId,
          url: input.url,
          description: input.description || null,
          events: input.events,
          secret: ctx.app.webhookSecrets.seal(secret, id),
          createdBy: ctx.actor.userId,
          createdAt: now,
          updatedAt: now,
        },
        { persist: true },
      )
      auditStaff(tx, ctx, 'create', id, orgId)
    },
    { orgId },
  )
  return { ...(await readWebhook(ctx, orgId, id)), secret }
}

/** Held until the transaction ends: of two that are made at once the second counts the first. */
async function requireRoom(tx: Tx, orgId: string): Promise<void> {
  await tx.execute('select id from organisations where id = ? for no key update', [orgId])
  const [row] = await tx.execute<{ count: number }[]>(
    'select count(*)::int as count from webhooks where org_id = ?',
    [orgId],
  )
  if ((row?.count ?? 0) < MAX_WEBHOOKS) return
  throw conflict(
    `Maximum ${MAX_WEBHOOKS} webhooks per organisation reached. Delete one, or widen its events.`,
  )
}

import type { Caller } from './access.ts'
import { changingWebhook } from './changing-webhook.ts'
import type { RotatedSecret, WebhookPath } from './schema.ts'
import { makeSecret } from './secrets.ts'

const OVERLAP_MS = 24 * 60 * 60 * 1000

/** Makes a new secret; for a day the one before signs as well. Of three within a day the first is forgotten. */
export async function rotateSecret(ctx: Caller, { id }: WebhookPath): Promise<RotatedSecret> {
  const now = ctx.app.clock.now()
  const secret = makeSecret()
  const previousUntil = new Date(now.getTime() + OVERLAP_MS)
  await changingWebhook(ctx, { id, action: 'rotate_secret' }, async (tx, webhook) => {
    tx.assign(webhook, {
      previousSecret: webhook.secret,
      previousUntil,
      secret: ctx.app.webhookSecrets.seal(secret, id),
      updatedAt: now,
    })
  })
  return { id, secret, previous_secret_expires_at: previousUntil.toISOString() }
}

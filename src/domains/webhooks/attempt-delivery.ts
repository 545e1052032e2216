import type { Attempt } from '../../ports/webhook-sender/webhook-sender.ts'
import type { Services } from '../context.ts'
import type { Claimed } from './due.ts'
import { type Verdict, verdictOf } from './schedule.ts'
import { signedHeaders } from './sign.ts'

/** What an attempt was and what follows from it. */
export interface Attempted {
  delivery: Claimed
  at: Date
  attempt: Attempt
  verdict: Verdict
}

/** Sends a delivery once, signed at this moment. Never rejects. */
export async function attemptDelivery(app: Services, delivery: Claimed): Promise<Attempted> {
  const at = app.clock.now()
  // Stopped while the delivery was being made.
  if (!delivery.is_active) {
    const verdict: Verdict = { status: 'failed', nextAttemptAt: null }
    return { delivery, at, attempt: unsent('The webhook is disabled.'), verdict }
  }
  const secrets = secretsOf(app, delivery, at)
  const { event_id: id, url, payload: body } = delivery
  const attempt = secrets
    ? await app.webhookSender.send({
        url,
        body,
        headers: signedHeaders({ id, at, payload: body }, secrets),
      })
    : unsent('The secret of this webhook can no longer be read. Rotate it.')
  return { delivery, at, attempt, verdict: verdictOf(attempt, delivery.attempt_count + 1, app.clock.now()) }
}

/** The newest first; undefined when it was sealed with another key than the server's. */
function secretsOf({ webhookSecrets }: Services, delivery: Claimed, at: Date): string[] | undefined {
  const { webhook_id: id, previous_secret: previous, previous_until: until } = delivery
  const isValid = previous !== null && until !== null && new Date(until) > at
  const secrets = [delivery.secret, ...(isValid ? [previous] : [])].map((sealed) =>
    webhookSecrets.open(sealed, id),
  )
  const [newest] = secrets
  return newest === undefined ? undefined : secrets.filter((secret) => secret !== undefined)
}

const unsent = (error: string): Attempt => ({
  statusCode: null,
  error,
  durationMs: 0,
  excerpt: null,
  retryAfter: null,
})

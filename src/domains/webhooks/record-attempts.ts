import { newId } from '../../../entities/index.ts'
import { type Services, transaction } from '../context.ts'
import type { Attempted } from './attempt-delivery.ts'
import { recordHealth } from './record-health.ts'

/** A delivery that was given up meanwhile stays so, unless it has arrived after all. */
const RECORD = `
  with result as (
    select * from jsonb_to_recordset(?::jsonb) as r (
      id uuid, attempt_id uuid, at timestamptz, status_code int, duration_ms int, error text,
      response_excerpt text, status text, next_attempt_at timestamptz)
  ), logged as (
    insert into webhook_attempts
      (id, org_id, delivery_id, at, status_code, duration_ms, error, response_excerpt)
    select r.attempt_id, d.org_id, d.id, r.at, r.status_code, r.duration_ms, r.error, r.response_excerpt
    from result r join webhook_deliveries d on d.id = r.id
  )
  update webhook_deliveries d set
    attempt_count = d.attempt_count + 1, leased_until = null,
    status = case when d.status = 'pending' or r.status = 'succeeded' then r.status else d.status end,
    next_attempt_at = case when d.status = 'pending' then r.next_attempt_at end
  from result r where d.id = r.id`

/** Writes what became of attempts of one organisation, and what it says about its endpoints. */
export async function recordAttempts(app: Services, orgId: string, all: readonly Attempted[]): Promise<void> {
  const rows = all.map(({ delivery, at, attempt, verdict }) => ({
    id: delivery.id,
    attempt_id: newId(),
    at,
    status_code: attempt.statusCode,
    duration_ms: attempt.durationMs,
    error: attempt.error,
    response_excerpt: attempt.excerpt,
    status: verdict.status,
    next_attempt_at: verdict.nextAttemptAt,
  }))
  await transaction(
    { app },
    async (tx) => {
      // Webhooks before their deliveries, as whoever changes a webhook locks them.
      await recordHealth(tx, app, orgId, all)
      await tx.execute(RECORD, [JSON.stringify(rows)])
    },
    { orgId },
  )
}

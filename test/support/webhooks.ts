import { transaction } from '../../src/domains/context.ts'
import { emit, type NewEvent } from '../../src/domains/events/index.ts'
import type { TestApp } from './app.ts'
import type { Answer, Call, CallOptions } from './caller.ts'
import { execute } from './execute.ts'
import { uuidOf } from './orgs.ts'

/** A clock that tests move. */
export const movableClock = () => {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    advance: (ms: number) => {
      ahead += ms
    },
  }
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Receivers of tests are on this machine. */
export const PRIVATE = { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' }

/** Subscribes a URL, to listings unless said otherwise. */
export async function newWebhook(call: Call, as: CallOptions, overrides: Record<string, unknown> = {}) {
  const body = { url: 'http://127.0.0.1:9999/', events: ['listing.created'], ...overrides }
  return made(await call('POST /webhooks', { ...as, body }), 201)
}

/** Something happens in an organisation. */
export const happen = (
  app: TestApp,
  org: { id: string },
  event: { type: string; data: Record<string, unknown> },
): Promise<void> =>
  transaction({ app: app.services }, (tx) =>
    emit(tx, { app: app.services }, { ...event, orgId: uuidOf(org) } as unknown as NewEvent),
  )

/** A listing that was created, as its event tells it. */
export const listingCreated = (id = 'lst_1') => ({
  type: 'listing.created',
  data: { id, title: 'A listing' },
})

/** Dispatches events and delivers what is due. Answers how many attempts were made. */
export async function deliverPending({ services }: TestApp): Promise<number> {
  const { failed } = await services.jobs.runPending()
  if (failed > 0) throw new Error(`${failed} jobs failed`)
  return services.deliveries.runPending(services)
}

/** Attempts what is due. Answers how many attempts were made. */
export const attemptDue = ({ services }: TestApp): Promise<number> => services.deliveries.runPending(services)

export const deliveriesOf = async (call: Call, as: CallOptions, id: string, query = '') =>
  made(await call(`GET /webhooks/${id}/deliveries${query}`, as), 200).data

export const storedDeliveries = (app: TestApp, id: string) =>
  execute<{ status: string; attempt_count: number; event_type: string }>(
    app,
    'select * from webhook_deliveries where webhook_id = ? order by created_at, id',
    [id],
  )

function made({ status, body }: Answer, expected: number) {
  if (status !== expected) throw new Error(`unexpected: ${status} ${JSON.stringify(body)}`)
  return body
}

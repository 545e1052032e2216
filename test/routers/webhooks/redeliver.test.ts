import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { openReceiver, type Receiver, status } from '../../support/receiver.ts'
import { newTenant, type TestTenant } from '../../support/tenants.ts'
import {
  deliveriesOf,
  deliverPending,
  HOUR,
  happen,
  listingCreated,
  movableClock,
  newWebhook,
  PRIVATE,
} from '../../support/webhooks.ts'

const clock = movableClock()
const app = testApp({ env: { ...PRIVATE, JWT_TTL_SECONDS: '31536000' }, services: { clock } })
const call = callerOf(app)

let tenant: TestTenant
let receiver: Receiver
beforeAll(async () => {
  tenant = await newTenant(call)
  receiver = await openReceiver()
})
afterEach(async () => {
  receiver.received = []
  receiver.answer = status(200)
  await execute(app.current, 'delete from webhooks')
})
afterAll(() => receiver.close())

const subscribe = (): Promise<{ id: string }> => newWebhook(call, tenant.session, { url: receiver.url })
const oneEvent = async (id?: string) => {
  await happen(app.current, tenant.org, listingCreated(id))
  return deliverPending(app.current)
}
const redeliver = (id: string, body: object) =>
  call(`POST /webhooks/${id}/redeliver`, { ...tenant.session, body })

describe('a test', () => {
  it('is sent to the webhook, subscribed to or not, and logged', async () => {
    const { id } = await subscribe()
    const asked = await call(`POST /webhooks/${id}/test`, tenant.key)
    expect(asked).toMatchObject({
      status: 202,
      body: {
        event_type: 'webhook.test',
        status: 'pending',
        attempts: [],
        next_attempt_at: expect.any(String),
      },
    })
    expect(await deliverPending(app.current)).toBe(1)
    expect(receiver.received[0]?.body).toMatchObject({
      type: 'webhook.test',
      data: { id, url: receiver.url },
    })
    expect(receiver.received[0]?.headers['webhook-id']).toBe(asked.body.event_id)
    expect(await deliveriesOf(call, tenant.session, id)).toMatchObject([
      { id: asked.body.id, status: 'succeeded' },
    ])
  })
})

describe('a redelivery', () => {
  it('sends the same words under the same webhook-id as a delivery of its own', async () => {
    const { id } = await subscribe()
    await oneEvent()
    const [first] = await deliveriesOf(call, tenant.session, id)
    const again = await call(`POST /webhooks/${id}/deliveries/${first.id}/redeliver`, tenant.session)
    expect(again).toMatchObject({ status: 202, body: { event_id: first.event_id, status: 'pending' } })
    expect(again.body.id).not.toBe(first.id)
    const twice = await call(`POST /webhooks/${id}/deliveries/${again.body.id}/redeliver`, tenant.session)
    expect(twice.status).toBe(409)
    await deliverPending(app.current)
    const [a, b] = receiver.received
    expect([b?.text, b?.headers['webhook-id']]).toEqual([a?.text, a?.headers['webhook-id']])
    expect(await deliveriesOf(call, tenant.session, id)).toHaveLength(2)
  })

  it('is asked for 20 times at once, and made once', async () => {
    const { id } = await subscribe()
    await oneEvent()
    const [{ id: first }] = await deliveriesOf(call, tenant.session, id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        call(`POST /webhooks/${id}/deliveries/${first}/redeliver`, tenant.session),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array(19).fill(409)])
  })

  it('of a delivery of another webhook is not found', async () => {
    const { id } = await subscribe()
    await oneEvent()
    const [{ id: first }] = await deliveriesOf(call, tenant.session, id)
    const other = await subscribe()
    const answer = await call(`POST /webhooks/${other.id}/deliveries/${first}/redeliver`, tenant.session)
    expect(answer.status).toBe(404)
  })

  it('of everything since a time sends each event once', async () => {
    const { id } = await subscribe()
    await oneEvent('lst_before')
    clock.advance(HOUR)
    const since = clock.now().toISOString()
    await oneEvent('lst_a')
    receiver.answer = status(410)
    await oneEvent('lst_b')
    receiver.answer = status(200)
    await call(`PATCH /webhooks/${id}`, { ...tenant.session, body: { is_active: true } })
    receiver.received = []
    expect(await redeliver(id, { since, status: 'failed' })).toMatchObject({
      status: 202,
      body: { count: 1 },
    })
    expect(await redeliver(id, { since })).toMatchObject({ status: 202, body: { count: 1 } })
    expect(await redeliver(id, { since })).toMatchObject({ status: 202, body: { count: 0 } })
    await deliverPending(app.current)
    expect(receiver.received.map(({ body }) => body.data.id).sort()).toEqual(['lst_a', 'lst_b'])
    expect(await redeliver(id, { since: '2020-01-01T00:00:00+02:00' })).toMatchObject({ body: { count: 3 } })
    expect(await redeliver(id, { since: '2098-01-01T00:00:00Z' })).toMatchObject({ body: { count: 0 } })
  })

  it('of more than 10,000 events is refused', async () => {
    const { id } = await subscribe()
    await oneEvent()
    await execute(
      app.current,
      `insert into webhook_deliveries (id, org_id, webhook_id, event_id, event_type, payload, status, created_at)
       select gen_random_uuid(), org_id, id, gen_random_uuid(), 'listing.created', '{}', 'failed', now()
       from webhooks, generate_series(1, 10000)`,
    )
    expect((await redeliver(id, { since: '2020-01-01T00:00:00Z' })).status).toBe(409)
    expect(await redeliver(id, { since: '2020-01-01T00:00:00Z', status: 'failed' })).toMatchObject({
      body: { count: 10_000 },
    })
  })

  it.each([
    '',
    'yesterday',
    '2026-03-06',
    '2026-03-06T12:00:00',
    '+012026-01-01T00:00:00Z',
    '9999-12-31T23:59:59-23:59',
    0,
    null,
    {},
  ])('since %j is refused', async (since) => {
    const { id } = await subscribe()
    expect((await redeliver(id, { since })).status).toBe(422)
  })
})

describe('the list of deliveries', () => {
  it('is filtered by status, paged, and walked by cursor while more arrive', async () => {
    const { id } = await subscribe()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await oneEvent(`lst_${name}`)
    receiver.answer = status(500)
    await oneEvent('lst_f')
    const list = async (query: string) =>
      (await call(`GET /webhooks/${id}/deliveries?${query}`, tenant.session)).body
    expect(await list('status=failed')).toMatchObject({ data: [], total: 0 })
    expect(await list('status=pending')).toMatchObject({
      data: [{ attempts: [{ status_code: 500 }] }],
      total: 1,
    })
    const first = await list('status=succeeded&per_page=2')
    expect(first).toMatchObject({ total: 5, page: 1, per_page: 2 })
    receiver.answer = status(200)
    await oneEvent('lst_g')
    const ids: string[] = first.data.map((row: { id: string }) => row.id)
    for (let cursor = first.next_cursor; cursor; ) {
      const page = await list(`status=succeeded&per_page=2&cursor=${cursor}`)
      ids.push(...page.data.map((row: { id: string }) => row.id))
      cursor = page.next_cursor
    }
    expect(new Set(ids).size).toBe(5)
    expect(ids).toHaveLength(5)
    for (const query of ['status=x', 'page=0', 'per_page=101', 'cursor=x', 'page=99999999999']) {
      expect([query, (await call(`GET /webhooks/${id}/deliveries?${query}`, tenant.session)).status]).toEqual(
        [query, 422],
      )
    }
    expect((await call(`GET /webhooks/${id}/deliveries?page=2147483647`, tenant.session)).status).toBe(200)
  })
})

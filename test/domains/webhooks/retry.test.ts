import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pruneDeliveries } from '../../../src/domains/webhooks/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { openReceiver, type Receiver, status } from '../../support/receiver.ts'
import { newTenant, type TestTenant } from '../../support/tenants.ts'
import {
  attemptDue,
  DAY,
  deliveriesOf,
  deliverPending,
  HOUR,
  happen,
  listingCreated,
  MINUTE,
  movableClock,
  newWebhook,
  PRIVATE,
  SECOND,
  storedDeliveries,
} from '../../support/webhooks.ts'

const clock = movableClock()
const app = testApp({ env: { ...PRIVATE, JWT_TTL_SECONDS: '31536000' }, services: { clock } })
const call = callerOf(app)

let tenant: TestTenant
let receiver: Receiver
beforeAll(async () => {
  tenant = await newTenant(call)
})
beforeEach(async () => {
  receiver = await openReceiver()
})
afterEach(async () => {
  await receiver.close()
  await execute(app.current, 'delete from webhooks')
})

const PAUSES = [5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR]

const subscribe = () => newWebhook(call, tenant.session, { url: receiver.url })
const oneEvent = async () => {
  await happen(app.current, tenant.org, listingCreated())
  return deliverPending(app.current)
}
const notifications = async () =>
  (await call('GET /notifications', { token: tenant.owner.token })).body.notifications

describe('a delivery that fails', () => {
  it('is tried eight times with growing pauses under one webhook-id, and then is failed', async () => {
    receiver.answer = status(500, 'broken')
    const { id } = await subscribe()
    expect(await oneEvent()).toBe(1)
    for (const pause of PAUSES) {
      clock.advance(pause - 2 * SECOND)
      expect(await attemptDue(app.current)).toBe(0)
      clock.advance(3 * SECOND)
      expect([pause, await attemptDue(app.current)]).toEqual([pause, 1])
    }
    clock.advance(3 * DAY)
    expect(await attemptDue(app.current)).toBe(0)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(8)
    const [delivery] = await deliveriesOf(call, tenant.session, id)
    expect(delivery).toMatchObject({ status: 'failed', next_attempt_at: null })
    expect(delivery.attempts).toHaveLength(8)
    expect(delivery.attempts[7]).toMatchObject({ status_code: 500, response_excerpt: 'broken' })
  })

  it('succeeds when the receiver works again', async () => {
    receiver.answer = status(503)
    const { id } = await subscribe()
    await oneEvent()
    const shown = () => call(`GET /webhooks/${id}`, tenant.session)
    expect((await shown()).body.failing_since).not.toBeNull()
    receiver.answer = status(204)
    clock.advance(6 * SECOND)
    await attemptDue(app.current)
    const [delivery] = await deliveriesOf(call, tenant.session, id)
    expect(delivery).toMatchObject({
      status: 'succeeded',
      attempts: [{ status_code: 503 }, { status_code: 204 }],
    })
    expect((await shown()).body.failing_since).toBeNull()
  })

  it.each([
    ['seconds', () => '3600'],
    ['a date', () => new Date(clock.now().getTime() + HOUR + SECOND).toUTCString()],
  ])('waits as long as Retry-After says in %s', async (_, retryAfter) => {
    receiver.answer = (response) => status(429, '', { 'retry-after': retryAfter() })(response, {} as never)
    await subscribe()
    await oneEvent()
    clock.advance(HOUR - 5 * SECOND)
    expect(await attemptDue(app.current)).toBe(0)
    clock.advance(10 * SECOND)
    expect(await attemptDue(app.current)).toBe(1)
  })

  it.each(['-5', '0', 'soon', '1e9', '99999999999999', ''])(
    'does not wait longer, nor forever, for a Retry-After of %j',
    async (retryAfter) => {
      receiver.answer = status(503, '', { 'retry-after': retryAfter })
      await subscribe()
      await oneEvent()
      clock.advance(6 * SECOND)
      expect(await attemptDue(app.current)).toBe(1)
    },
  )

  it.each([301, 302, 307, 308])(
    'is one that was answered with the redirect %i, which nobody follows',
    async (code) => {
      const target = await openReceiver('/target')
      receiver.answer = status(code, '', { location: target.url })
      const { id } = await subscribe()
      await oneEvent()
      expect(target.received).toEqual([])
      await target.close()
      const [delivery] = await deliveriesOf(call, tenant.session, id)
      expect(delivery).toMatchObject({ status: 'pending', attempts: [{ status_code: code }] })
    },
  )
})

describe('an endpoint', () => {
  it('that answers 410 is disabled at once, and the owners are told', async () => {
    receiver.answer = status(410)
    const { id } = await subscribe()
    await oneEvent()
    const { body } = await call(`GET /webhooks/${id}`, tenant.session)
    expect(body).toMatchObject({ is_active: false, disabled_reason: 'gone' })
    expect((await storedDeliveries(app.current, id)).map(({ status }) => status)).toEqual(['failed'])
    expect(await notifications()).toContainEqual(
      expect.objectContaining({ kind: 'webhook_disabled', body: expect.stringContaining(receiver.url) }),
    )
    expect(await oneEvent()).toBe(0)
  })

  it('that fails for five days is disabled with what waits for it, and starts afresh when it is enabled', async () => {
    receiver.answer = status(500)
    const { id } = await subscribe()
    const shown = async () => (await call(`GET /webhooks/${id}`, tenant.session)).body
    await oneEvent()
    clock.advance(5 * DAY - MINUTE)
    await oneEvent()
    expect(await shown()).toMatchObject({ is_active: true, disabled_reason: null })
    clock.advance(2 * MINUTE)
    await attemptDue(app.current)
    expect(await shown()).toMatchObject({ is_active: false, disabled_reason: 'failing' })
    expect((await storedDeliveries(app.current, id)).map(({ status }) => status)).toEqual([
      'failed',
      'failed',
    ])
    const told = (await notifications()).filter(({ body }: { body: string }) => body.includes(receiver.url))
    expect(told).toHaveLength(1)
    receiver.answer = status(200)
    const { body } = await call(`PATCH /webhooks/${id}`, { ...tenant.session, body: { is_active: true } })
    expect(body).toMatchObject({ is_active: true, disabled_reason: null, failing_since: null })
    expect(await oneEvent()).toBe(1)
    receiver.answer = status(500)
    await oneEvent()
    expect(await shown()).toMatchObject({ is_active: true })
  })

  it('that sometimes works is not disabled', async () => {
    const { id } = await subscribe()
    for (let day = 0; day < 7; day++) {
      receiver.answer = status(day % 3 === 2 ? 200 : 500)
      await oneEvent()
      clock.advance(DAY)
    }
    expect((await call(`GET /webhooks/${id}`, tenant.session)).body.is_active).toBe(true)
  })
})

describe('the log', () => {
  it('is kept for 30 days', async () => {
    const { id } = await subscribe()
    await oneEvent()
    clock.advance(29 * DAY)
    await oneEvent()
    const prune = async () => {
      await pruneDeliveries(app.current.services)
      return deliveriesOf(call, tenant.session, id)
    }
    expect(await prune()).toHaveLength(2)
    clock.advance(2 * DAY)
    expect(await prune()).toHaveLength(1)
    const attempts = await execute(app.current, 'select from webhook_attempts')
    expect(attempts).toHaveLength(1)
  })
})

describe('a process that was killed', () => {
  it('leaves deliveries that another one takes up when the lease has ended', async () => {
    const { id } = await subscribe()
    await happen(app.current, tenant.org, listingCreated())
    await app.current.services.jobs.runPending()
    const lease = new Date(clock.now().getTime() + 30 * SECOND)
    await execute(app.current, 'update webhook_deliveries set leased_until = ? where webhook_id = ?', [
      lease,
      id,
    ])
    expect(await attemptDue(app.current)).toBe(0)
    clock.advance(31 * SECOND)
    expect(await attemptDue(app.current)).toBe(1)
    expect(receiver.received).toHaveLength(1)
  })
})

import { Webhook } from 'standardwebhooks'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { transaction } from '../../../src/domains/context.ts'
import { emit } from '../../../src/domains/events/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newPlugin, newVersion } from '../../support/plugins.ts'
import { openReceiver, type Receiver, status } from '../../support/receiver.ts'
import { newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp } from '../../support/users.ts'
import {
  deliveriesOf,
  deliverPending,
  happen,
  listingCreated,
  newWebhook,
  PRIVATE,
} from '../../support/webhooks.ts'

const app = testApp({ env: PRIVATE })
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

describe('an event', () => {
  it('is sent to the webhooks of its organisation that want it, signed as Standard Webhooks says', async () => {
    const { secret } = await newWebhook(call, tenant.session, { url: receiver.url })
    await happen(app.current, tenant.org, listingCreated('lst_signed'))
    expect(await deliverPending(app.current)).toBe(1)
    const [it] = receiver.received
    expect(new Webhook(secret).verify(it?.text ?? '', it?.headers as Record<string, string>)).toEqual({
      id: it?.headers['webhook-id'],
      type: 'listing.created',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      org_id: tenant.org.id,
      data: { id: 'lst_signed', title: 'A listing' },
    })
    expect(it?.headers['content-type']).toBe('application/json')
    expect(() => new Webhook(secret).verify(`${it?.text} `, it?.headers as Record<string, string>)).toThrow()
  })

  it('is not sent to who did not ask for it, nor to another organisation, nor while the webhook is off', async () => {
    const other = await newTenant(call)
    await newWebhook(call, other.session, { url: receiver.url })
    await newWebhook(call, tenant.session, { url: receiver.url, events: ['listing.sold'] })
    const { id } = await newWebhook(call, tenant.session, { url: receiver.url })
    await call(`PATCH /webhooks/${id}`, { ...tenant.session, body: { is_active: false } })
    await happen(app.current, tenant.org, listingCreated())
    expect(await deliverPending(app.current)).toBe(0)
    expect(receiver.received).toEqual([])
  })

  it('is never sent when its transaction was rolled back', async () => {
    await newWebhook(call, tenant.session, { url: receiver.url })
    const { services } = app.current
    const undone = transaction({ app: services }, async (tx) => {
      const orgId = tenant.org.id.slice(4)
      await emit(tx, { app: services }, { type: 'listing.created', data: { id: 'lst_undone' }, orgId })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await deliverPending(app.current)).toBe(0)
  })

  it('makes one delivery however often it is dispatched', async () => {
    const { id } = await newWebhook(call, tenant.session, { url: receiver.url })
    await happen(app.current, tenant.org, listingCreated())
    await deliverPending(app.current)
    const eventId = receiver.received[0]?.headers['webhook-id']
    await execute(app.current, 'update outbox_events set dispatched_at = null where id = ?', [eventId])
    await happen(app.current, tenant.org, { type: 'listing.sold', data: { id: 'x' } })
    await deliverPending(app.current)
    expect(await deliveriesOf(call, tenant.session, id)).toHaveLength(1)
    expect(receiver.received).toHaveLength(1)
  })

  it('is logged with the status, the time it took and the beginning of the answer', async () => {
    receiver.answer = status(201, `\u0000taken\u001b[31m ${'ü'.repeat(2000)}`)
    const { id } = await newWebhook(call, tenant.session, { url: receiver.url })
    await happen(app.current, tenant.org, listingCreated())
    await deliverPending(app.current)
    const [delivery] = await deliveriesOf(call, tenant.session, id)
    expect(delivery).toMatchObject({
      event_id: receiver.received[0]?.headers['webhook-id'],
      event_type: 'listing.created',
      status: 'succeeded',
      next_attempt_at: null,
      attempts: [{ status_code: 201, error: null }],
    })
    expect(delivery.attempts[0].duration_ms).toBeGreaterThanOrEqual(0)
    expect(delivery.attempts[0].response_excerpt).toMatch(/^taken\[31m ü+$/)
    expect(delivery.attempts[0].response_excerpt).toHaveLength(1024)
  })
})

describe('registry events', () => {
  it('go to the organisation of the author in the shape of the reading endpoints', async () => {
    const author = await signUp(call)
    const reader = await signUp(call)
    const events = ['plugin.published', 'version.published', 'version.yanked', 'review.created']
    await newWebhook(call, { token: author.token }, { url: receiver.url, events })
    await newWebhook(call, { token: reader.token }, { url: receiver.url, events })
    const plugin = await newPlugin(call, author.token)
    await newVersion(call, author.token, plugin.slug)
    await call(`PATCH /plugins/${plugin.slug}/versions/1.0.0/yank`, {
      token: author.token,
      body: { yanked: true },
    })
    const review = await call(`POST /plugins/${plugin.slug}/reviews`, {
      token: reader.token,
      body: { rating: 5, title: 'Good' },
    })
    expect(review.status).toBe(201)
    await deliverPending(app.current)
    const bodies = receiver.received.map(({ body }) => body)
    expect(bodies.map(({ type }) => type).sort()).toEqual([...events].sort())
    const of = (type: string) => bodies.find((body) => body.type === type).data
    const shown = (await call(`GET /plugins/${plugin.slug}`)).body
    expect(of('plugin.published')).toEqual(shown)
    const ofPlugin = { plugin_id: plugin.id, plugin_slug: plugin.slug }
    expect(of('version.yanked')).toMatchObject({
      ...ofPlugin,
      version: '1.0.0',
      is_yanked: true,
      downloads: 0,
    })
    expect(of('version.published')).toMatchObject({ ...ofPlugin, version: '1.0.0' })
    expect(of('review.created')).toMatchObject({ ...ofPlugin, id: review.body.id, rating: 5, title: 'Good' })
    const [org] = (await call('GET /orgs', { token: author.token })).body.data
    expect(new Set(bodies.map(({ org_id }) => org_id))).toEqual(new Set([org.id]))
  })
})

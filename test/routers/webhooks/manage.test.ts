import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { newKey } from '../../support/keys.ts'
import { NOT_TEXTS, ODD_PATHS } from '../../support/odd-input.ts'
import { newMember } from '../../support/orgs.ts'
import { openReceiver, type Receiver } from '../../support/receiver.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp } from '../../support/users.ts'
import {
  DAY,
  deliverPending,
  happen,
  listingCreated,
  movableClock,
  newWebhook,
  PRIVATE,
  SECOND,
} from '../../support/webhooks.ts'

const clock = movableClock()
const app = testApp({ env: { ...PRIVATE, JWT_TTL_SECONDS: '31536000' }, services: { clock } })
const strict = testApp({ beside: app })
const call = callerOf(app)
const callStrict = callerOf(strict)

let tenant: TestTenant
let receiver: Receiver
beforeAll(async () => {
  tenant = await newTenant(call)
  receiver = await openReceiver()
})
afterAll(() => receiver.close())

const NOBODY = '0198f2c3-7a10-7c2d-8b4e-1f2a3b4c5d6e'
/** Every call about one webhook, and what it answers to its organisation. */
const calls = [
  ['GET /webhooks/:id', undefined, 200],
  ['PATCH /webhooks/:id', { description: 'x' }, 200],
  ['POST /webhooks/:id/rotate-secret', undefined, 200],
  ['POST /webhooks/:id/test', undefined, 202],
  ['GET /webhooks/:id/deliveries', undefined, 200],
  ['POST /webhooks/:id/redeliver', { since: '2026-01-01T00:00:00Z' }, 202],
  [`POST /webhooks/:id/deliveries/${NOBODY}/redeliver`, undefined, 404],
  ['DELETE /webhooks/:id', undefined, 204],
] as const
const send = (request: (typeof calls)[number][0], id: string, as: CallOptions, body?: unknown) =>
  call(request.replace(':id', id) as 'GET /x', { ...as, body })

describe('webhooks', () => {
  it('are created with a secret that is shown once', async () => {
    const body = { url: receiver.url, events: ['listing.created', 'listing.created', 'report.created'] }
    const made = await call('POST /webhooks', { ...tenant.key, body: { ...body, description: ' CRM ' } })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: expect.any(String),
      url: receiver.url,
      events: ['listing.created', 'report.created'],
      description: 'CRM',
      is_active: true,
      disabled_reason: null,
      failing_since: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    })
    const { secret, ...shown } = made.body
    const one = await call(`GET /webhooks/${made.body.id}`, tenant.session)
    expect(one).toMatchObject({ status: 200, body: shown })
    const { body: list } = await call('GET /webhooks', tenant.key)
    expect(list).toMatchObject({ page: 1, per_page: 20, total: 1, next_cursor: null, data: [shown] })
    const [{ stored } = { stored: '' }] = await execute<{ stored: string }>(
      app.current,
      "select encode(secret, 'base64') as stored from webhooks",
    )
    expect(JSON.stringify([one.body, list])).not.toContain('whsec_')
    expect(stored).not.toContain(secret.slice(6, 20))
    await call(`DELETE /webhooks/${made.body.id}`, tenant.session)
  })

  it('are changed field by field', async () => {
    const { id } = await newWebhook(call, tenant.session, { description: 'x' })
    const patch = async (body: object) =>
      (await call(`PATCH /webhooks/${id}`, { ...tenant.session, body })).body
    expect(await patch({ description: null })).toMatchObject({
      description: null,
      events: ['listing.created'],
    })
    expect(await patch({ events: ['review.created'] })).toMatchObject({ events: ['review.created'] })
    expect(await patch({ is_active: false })).toMatchObject({ is_active: false })
    for (const action of ['test', 'redeliver']) {
      const body = { since: '2026-01-01T00:00:00Z' }
      expect((await call(`POST /webhooks/${id}/${action}`, { ...tenant.session, body })).status).toBe(409)
    }
    expect(await patch({ is_active: true, url: 'http://127.0.0.1:9999/other' })).toMatchObject({
      is_active: true,
      url: 'http://127.0.0.1:9999/other',
    })
    await call(`DELETE /webhooks/${id}`, tenant.session)
  })

  it('are at most 20 in an organisation, also when they are made at once', async () => {
    const crowded = await newTenant(call)
    const body = { url: receiver.url, events: ['listing.sold'] }
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => call('POST /webhooks', { ...crowded.session, body })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5)
  })
})

describe('who may', () => {
  it.each(calls)('call %s: owners, admins and their keys', async (request, body, status) => {
    const admin = await newMember(call, tenant.owner, tenant.org, 'admin')
    for (const as of [tenant.session, tenant.key, inOrg(admin, tenant.org)]) {
      const { id } = await newWebhook(call, tenant.session)
      expect((await send(request, id, as, body)).status).toBe(status)
      await call(`DELETE /webhooks/${id}`, tenant.session)
    }
  })

  it.each(calls)(
    'not call %s: other members, other tenants, strangers and keys without the scope',
    async (request, body) => {
      const { id } = await newWebhook(call, tenant.session)
      const other = await newTenant(call)
      const member = await newMember(call, tenant.owner, tenant.org, 'member')
      const moderator = await newMember(call, tenant.owner, tenant.org, 'moderator')
      const ofMember = await newKey(call, member.token, {
        org_id: tenant.org.id,
        permissions: ['webhooks:manage'],
      })
      const unscoped = await newKey(call, tenant.owner.token, {
        org_id: tenant.org.id,
        permissions: ['listings:read'],
      })
      const starter = await newTenant(call, 'starter')
      const outcome = async (as: CallOptions) => {
        const answer = await send(request, id, as, body)
        return [answer.status, answer.body.error?.code]
      }
      const key = (it: { key: string }) => ({ headers: { 'x-api-key': it.key } })
      expect(await outcome(inOrg(member, tenant.org))).toEqual([403, 'forbidden'])
      expect(await outcome(inOrg(moderator, tenant.org))).toEqual([403, 'forbidden'])
      expect(await outcome(key(ofMember))).toEqual([403, 'forbidden'])
      expect(await outcome(key(unscoped))).toEqual([403, 'insufficient_scope'])
      expect(await outcome(starter.key)).toEqual([403, 'plan_gated'])
      expect(await outcome(other.session)).toEqual([404, 'not_found'])
      expect(await outcome(other.key)).toEqual([404, 'not_found'])
      expect(await outcome({ token: tenant.owner.token })).toEqual([404, 'not_found'])
      expect(await outcome(inOrg(other.owner, tenant.org))).toEqual([404, 'not_found'])
      expect(await outcome({})).toEqual([401, 'unauthenticated'])
      expect((await call(`GET /webhooks/${id}`, tenant.session)).status).toBe(200)
      await call(`DELETE /webhooks/${id}`, tenant.session)
    },
  )

  it('see nothing of other tenants in a list', async () => {
    const other = await newTenant(call)
    await newWebhook(call, other.session)
    const seen = (await call('GET /webhooks', tenant.session)).body
    expect(seen).toMatchObject({ data: [], total: 0 })
  })

  it('act for others as staff, which is audited', async () => {
    const admin = await signUp(call)
    await grantRole(app.current, admin.profile.id, 'admin')
    const { id } = await newWebhook(call, inOrg(admin, tenant.org))
    await call(`DELETE /webhooks/${id}`, inOrg(admin, tenant.org))
    const rows = await execute(
      app.current,
      'select action from audit_logs where target_id = ? order by created_at',
      [id],
    )
    expect(rows).toEqual([{ action: 'webhook.create' }, { action: 'webhook.delete' }])
  })
})

describe('a rotated secret', () => {
  it('signs with the one before for a day', async () => {
    const { id, secret: old } = await newWebhook(call, tenant.session, { url: receiver.url })
    const rotated = await call(`POST /webhooks/${id}/rotate-secret`, tenant.session)
    expect(rotated.status).toBe(200)
    expect(rotated.body).toEqual({
      id,
      secret: expect.stringMatching(/^whsec_/),
      previous_secret_expires_at: expect.any(String),
    })
    const both = await sent()
    expect(String(both.headers['webhook-signature']).split(' ')).toHaveLength(2)
    for (const secret of [old, rotated.body.secret]) expect(() => verify(secret, both)).not.toThrow()
    clock.advance(DAY - 10 * SECOND)
    expect(String((await sent()).headers['webhook-signature']).split(' ')).toHaveLength(2)
    clock.advance(20 * SECOND)
    const one = await sent()
    const expected = new Webhook(rotated.body.secret).sign(
      String(one.headers['webhook-id']),
      new Date(Number(one.headers['webhook-timestamp']) * 1000),
      one.text,
    )
    expect(one.headers['webhook-signature']).toBe(expected)
    await call(`DELETE /webhooks/${id}`, tenant.session)
  })

  const verify = (secret: string, it: Receiver['received'][0]) =>
    new Webhook(secret).verify(it.text, it.headers as Record<string, string>)
  const sent = async () => {
    await happen(app.current, tenant.org, listingCreated())
    await deliverPending(app.current)
    return receiver.received.at(-1) as Receiver['received'][0]
  }
})

describe('odd input', () => {
  it.each(ODD_PATHS)('names no webhook: %s', async (_, path) => {
    const { status } = await call(`GET /webhooks/${path}`, tenant.session)
    expect([400, 404]).toContain(status)
    const { status: other } = await call(
      `POST /webhooks/${NOBODY}/deliveries/${path}/redeliver`,
      tenant.session,
    )
    expect([400, 404]).toContain(other)
  })

  const url = 'https://93.184.216.34/'
  const events = ['listing.created']
  it.each([
    ...NOT_TEXTS.map((value) => ({ url: value, events })),
    ...[null, 'x', 0, {}, [], ['x'], [null], ['listing.created', 'x'], ['__proto__']].map((value) => ({
      url,
      events: value,
    })),
    ...[0, true, {}, [], 'x'.repeat(256), '\ud800'].map((description) => ({ url, events, description })),
    { url: '', events },
    { url: '\ud800', events },
    { url: `https://93.184.216.34/${'x'.repeat(10_000)}`, events },
    { events },
    { url },
    {},
  ])('is refused: %j', async (body) => {
    expect((await call('POST /webhooks', { ...tenant.session, body })).status).toBe(422)
  })

  it.each([{}, { url: null }, { events: null }, { events: [] }, { is_active: 'x' }, { is_active: null }])(
    'changes nothing: %j',
    async (body) => {
      const { id } = await newWebhook(call, tenant.session)
      expect((await call(`PATCH /webhooks/${id}`, { ...tenant.session, body })).status).toBe(422)
      await call(`DELETE /webhooks/${id}`, tenant.session)
    },
  )

  it.each([
    'http://127.0.0.1/',
    'http://localhost:8080/',
    'http://[::1]/',
    'http://169.254.169.254/latest',
    'ftp://x.example',
  ])('of an address that is not public is refused where strangers are: %s', async (address) => {
    const answer = await callStrict('POST /webhooks', { ...tenant.session, body: { url: address, events } })
    expect(answer).toMatchObject({ status: 422, body: { error: { issues: [{ path: 'url' }] } } })
    const { id } = await newWebhook(call, tenant.session)
    const body = { url: address }
    expect((await callStrict(`PATCH /webhooks/${id}`, { ...tenant.session, body })).status).toBe(422)
    await call(`DELETE /webhooks/${id}`, tenant.session)
  })

  it('leads back to this service: refused', async () => {
    const body = { url: `${app.current.origin}/api/v1/plugins`, events }
    expect(await call('POST /webhooks', { ...tenant.session, body })).toMatchObject({
      status: 422,
      body: { error: { message: 'url: must not lead back to this service.' } },
    })
  })
})

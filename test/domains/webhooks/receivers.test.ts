import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebhookSender } from '../../../src/ports/webhook-sender/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { openReceiver, type Receiver, status } from '../../support/receiver.ts'
import { newTenant, type TestTenant } from '../../support/tenants.ts'
import {
  deliveriesOf,
  deliverPending,
  happen,
  listingCreated,
  newWebhook,
  PRIVATE,
} from '../../support/webhooks.ts'

const rules = { allowPrivateNetworks: true, requireHttps: false }
const webhookSender = createWebhookSender({ ...rules, timeoutMs: 1500 })
const app = testApp({ env: PRIVATE, services: { webhookSender } })
const call = callerOf(app)

/** A receiver below HTTP: it does with the connection what it likes. */
async function openSocketServer(
  onConnection: (socket: Socket) => void,
): Promise<{ url: string; server: Server }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.on('close', () => sockets.forEach((socket) => void socket.destroy()))
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
}

const closers: (() => void)[] = []
let tenant: TestTenant
let good: Receiver
beforeAll(async () => {
  tenant = await newTenant(call)
  good = await openReceiver()
})
afterAll(async () => {
  for (const close of closers) close()
  await good.close()
})

const drip = (socket: Socket, text: string) => {
  let sent = 0
  const timer = setInterval(() => {
    if (sent >= text.length || socket.destroyed) return clearInterval(timer)
    socket.write(text[sent++] ?? '')
  }, 100)
}
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n'

const misbehaving: [string, (socket: Socket) => void, object][] = [
  ['never answers', () => {}, { status_code: null, error: 'No answer within 1.5 seconds.' }],
  [
    'answers one byte at a time',
    (socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
    { status_code: null, error: 'No answer within 1.5 seconds.' },
  ],
  [
    'closes before it answers',
    (socket) => void socket.once('data', () => socket.destroy()),
    { status_code: null, error: 'The connection was closed before an answer came.' },
  ],
  [
    'closes in the middle of its status line',
    (socket) => void socket.once('data', () => socket.end('HTTP/1.1 20')),
    { status_code: null },
  ],
  [
    'speaks something else',
    (socket) => void socket.once('data', () => socket.end('220 mail.example.com ESMTP\r\n')),
    { status_code: null, error: 'The answer is not HTTP.' },
  ],
  [
    'sends headers without end',
    (socket) =>
      void socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\n${'x-header: x\r\n'.repeat(20_000)}`)
      }),
    { status_code: null, error: 'The headers of the answer are too large.' },
  ],
]
/** Whoever has said 200 has taken the event. */
const accepting: [string, (socket: Socket) => void, string | RegExp | null][] = [
  ['answers with 100 MB', (socket) => void socket.once('data', () => flood(socket)), /^x{1024}$/],
  [
    'promises more than it sends',
    (socket) => void socket.once('data', () => socket.end(`${HEAD}begun`)),
    'begun',
  ],
  [
    'never ends its answer',
    (socket) => void socket.once('data', () => socket.write(`${HEAD}begun`)),
    'begun',
  ],
  [
    'answers without a body',
    (socket) => void socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n')),
    null,
  ],
]

function flood(socket: Socket): void {
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  let sent = 0
  socket.write(HEAD)
  const more = (): void => {
    while (sent < 100 && !socket.destroyed) {
      sent++
      if (!socket.write(chunk)) return void socket.once('drain', more)
    }
  }
  more()
}

describe('a receiver', () => {
  it.each(misbehaving)('that %s fails, and delays nobody else', async (_, onConnection, expected) => {
    const bad = await openSocketServer(onConnection)
    const slow = await newWebhook(call, tenant.session, { url: bad.url })
    const fine = await newWebhook(call, tenant.session, { url: good.url })
    await happen(app.current, tenant.org, listingCreated())
    await deliverPending(app.current)
    const [failed] = await deliveriesOf(call, tenant.session, slow.id)
    expect(failed).toMatchObject({ status: 'pending', attempts: [expected] })
    expect(await deliveriesOf(call, tenant.session, fine.id)).toMatchObject([{ status: 'succeeded' }])
    await execute(app.current, 'delete from webhooks')
  })

  it.each(accepting)(
    'that %s has taken the event, and its answer is cut short',
    async (_, onConnection, excerpt) => {
      const bad = await openSocketServer(onConnection)
      const { id } = await newWebhook(call, tenant.session, { url: bad.url })
      await happen(app.current, tenant.org, listingCreated())
      await deliverPending(app.current)
      const [delivery] = await deliveriesOf(call, tenant.session, id)
      const response_excerpt = excerpt instanceof RegExp ? expect.stringMatching(excerpt) : excerpt
      expect(delivery).toMatchObject({ status: 'succeeded', attempts: [{ response_excerpt }] })
      await execute(app.current, 'delete from webhooks')
    },
  )

  it('that hangs with a long line before it does not keep others from their events', async () => {
    const bad = await openSocketServer(() => {})
    await newWebhook(call, tenant.session, { url: bad.url })
    for (let i = 0; i < 30; i++) await happen(app.current, tenant.org, listingCreated(`lst_${i}`))
    await app.current.services.jobs.runPending()
    const other = await newTenant(call)
    const { id } = await newWebhook(call, other.session, { url: good.url })
    const before = good.received.length
    for (let i = 0; i < 10; i++) await happen(app.current, other.org, listingCreated(`lst_${i}`))
    await app.current.services.jobs.runPending()
    const { deliveries } = app.current.services
    const all = deliveries.runPending(app.current.services)
    await expect.poll(() => good.received.length - before, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
    await execute(app.current, 'delete from webhooks where url = ?', [bad.url])
    await all
    await deliveries.runPending(app.current.services)
    const rows = await deliveriesOf(call, other.session, id)
    expect(rows.map((row: { status: string }) => row.status)).toEqual(Array(10).fill('succeeded'))
  })

  it('that is this service itself under another name starts nothing', async () => {
    const own = `${app.current.origin}/api/v1/plugins`
    const url = own.replace('127.0.0.1', 'localhost')
    const { id } = await newWebhook(call, tenant.session, { url })
    const events = () => execute(app.current, 'select from outbox_events')
    await happen(app.current, tenant.org, listingCreated())
    const before = (await events()).length
    expect(await deliverPending(app.current)).toBe(1)
    expect(await deliveriesOf(call, tenant.session, id)).toMatchObject([{ attempts: [{ status_code: 401 }] }])
    expect(await events()).toHaveLength(before)
    await execute(app.current, 'delete from webhooks')
  })

  it('that creates more events from each of its own has each of them delivered, one after the other', async () => {
    const echo = await openReceiver()
    let left = 3
    echo.answer = (response, request) => {
      const next =
        left-- > 0 ? happen(app.current, tenant.org, listingCreated(`lst_${left}`)) : Promise.resolve()
      void next.then(() => status(200)(response, request))
    }
    await newWebhook(call, tenant.session, { url: echo.url })
    await happen(app.current, tenant.org, listingCreated())
    for (let round = 0; round < 6; round++) await deliverPending(app.current)
    expect(echo.received).toHaveLength(4)
    await echo.close()
    await execute(app.current, 'delete from webhooks')
  })
})

import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What each path was sent: the ids of the changes, each with the `webhook-id`s it came under. */
export interface CrashReceiver {
  origin: string
  received: Map<string, Map<string, Set<string>>>
  /** How many requests came in all. */
  requests: number
  /** The deliveries that were answered with an error; each once, for after the third time a try is minutes away. */
  refused: Set<string>
  /** Signatures that were wrong. */
  forged: number
  /** The secret of each path. */
  secrets: Map<string, string>
  close(): Promise<void>
}

/** One request in so many is answered with an error, and has to be tried again. */
const REFUSED_EVERY = 50

export async function openCrashReceiver(): Promise<CrashReceiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      receiver.requests += 1
      const { url = '' } = request
      const headers = request.headers as Record<string, string>
      const delivery = `${url} ${headers['webhook-id']}`
      if (receiver.requests % REFUSED_EVERY === 0 && !receiver.refused.has(delivery)) {
        receiver.refused.add(delivery)
        return void response.writeHead(500).end()
      }
      take(receiver, url, headers, Buffer.concat(chunks).toString())
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: CrashReceiver = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: new Map(),
    requests: 0,
    refused: new Set(),
    forged: 0,
    secrets: new Map(),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

function take(receiver: CrashReceiver, path: string, headers: Record<string, string>, text: string): void {
  const { 'webhook-id': id = '', 'webhook-timestamp': at, 'webhook-signature': signature } = headers
  const key = Buffer.from(receiver.secrets.get(path)?.slice('whsec_'.length) ?? '', 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${at}.${text}`).digest('base64')
  if (signature !== `v1,${expected}`) receiver.forged += 1
  const changes = receiver.received.get(path) ?? new Map<string, Set<string>>()
  receiver.received.set(path, changes)
  const change = (JSON.parse(text) as { data: { id: string } }).data.id
  changes.set(change, (changes.get(change) ?? new Set()).add(id))
}

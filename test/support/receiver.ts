import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What came to a receiver. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  text: string
  body: any
}

/** Somebody's endpoint: keeps what it is sent and answers as it is told. */
export interface Receiver {
  url: string
  received: Received[]
  /** How it answers from now on; 200 `ok` at first. */
  answer: (response: ServerResponse, request: Received) => void
  close(): Promise<void>
}

export async function openReceiver(path = '/hook'): Promise<Receiver> {
  const receiver = { received: [] as Received[], answer: status(200, 'ok') } as Receiver
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => {})
    response.on('error', () => {})
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const it = { path: request.url ?? '', headers: request.headers, text, body: parsed(text) }
      receiver.received.push(it)
      receiver.answer(response, it)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  receiver.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return receiver
}

/** Answers with a status, and perhaps a text and headers. */
export const status =
  (code: number, text = '', headers: Record<string, string> = {}): Receiver['answer'] =>
  (response) =>
    void response.writeHead(code, headers).end(text)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { connect, type Socket } from 'node:net'

export interface Part {
  name: string
  /** Makes it a file part. Written as given, so that a test can send what no browser would. */
  fileName?: string | Buffer
  type?: string
  headers?: string[]
  data: string | Uint8Array
}

export interface RawForm {
  boundary: string
  contentType: string
  body: Buffer
}

/** A multipart body, byte for byte. */
export function multipart(parts: Part[], boundary = 'test-boundary-0123456789'): RawForm {
  const pieces = parts.flatMap((part) => [...head(part, boundary), Buffer.from(part.data as string), CRLF])
  return {
    boundary,
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  }
}

const CRLF = Buffer.from('\r\n')

function head({ name, fileName, type, headers = [] }: Part, boundary: string): Buffer[] {
  const lines = [...(type === undefined ? [] : [`Content-Type: ${type}`]), ...headers]
  return [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`),
    ...(fileName === undefined
      ? []
      : [Buffer.from('; filename="'), Buffer.from(fileName as string), Buffer.from('"')]),
    Buffer.from(`${lines.map((line) => `\r\n${line}`).join('')}\r\n\r\n`),
  ]
}

/** A connection on which a test writes HTTP by hand. */
export interface RawConnection {
  socket: Socket
  write(data: string | Uint8Array): void
  /** The next answer's status and JSON body; rejects when the connection ends without one. */
  answer(): Promise<{ status: number; body: any }>
  closed: Promise<void>
}

/** Opens a connection to an app. */
export async function rawConnection(origin: string): Promise<RawConnection> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let received = Buffer.alloc(0)
  let ended = false
  let wake = () => {}
  socket.on('data', (data) => {
    received = Buffer.concat([received, data])
    wake()
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      ended = true
      wake()
      resolve()
    })
  })
  return {
    socket,
    closed,
    write: (data) => void socket.write(data),
    async answer() {
      for (;;) {
        const found = readAnswer(received)
        if (found) {
          received = received.subarray(found.end)
          return found
        }
        if (ended)
          throw new Error(`the connection ended without an answer: ${received.toString('latin1', 0, 200)}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** An answer with a Content-Length, as all of ours with errors are. */
function readAnswer(bytes: Buffer): { status: number; body: any; end: number } | undefined {
  const split = bytes.indexOf('\r\n\r\n')
  if (split < 0) return undefined
  const header = bytes.toString('latin1', 0, split)
  const length = Number(/content-length: (\d+)/i.exec(header)?.[1] ?? 0)
  const end = split + 4 + length
  if (bytes.length < end) return undefined
  const text = bytes.toString('utf8', split + 4, end)
  return { status: Number(header.slice(9, 12)), body: text.startsWith('{') ? JSON.parse(text) : text, end }
}

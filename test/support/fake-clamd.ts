import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface FakeClamd {
  host: string
  port: number
  /** What it was sent last: the command and the pieces. */
  readonly received: Buffer
  stop(): Promise<void>
}

/** When it does something to a connection: as soon as it is there, after so many bytes, or after the last piece. */
export interface Behaviour {
  after: 'connect' | 'end' | number
  act(socket: Socket): void
}

export const answers = (text: string, after: Behaviour['after'] = 'end'): Behaviour => ({
  after,
  act: (socket) => socket.write(`${text}\0`),
})

/** A clamd that speaks INSTREAM, and behaves as a test wants it. */
export async function fakeClamd({ after, act }: Behaviour): Promise<FakeClamd> {
  const sockets = new Set<Socket>()
  let received: Buffer[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    received = []
    let size = 0
    let hasActed = false
    const look = () => {
      // The last piece is empty, and nothing of a test ends like it.
      const isEnd = size > COMMAND.length && received.at(-1)?.subarray(-4).equals(Buffer.alloc(4))
      const isDue = after === 'connect' || (after === 'end' ? isEnd : size >= after)
      if (hasActed || !isDue) return
      hasActed = true
      act(socket)
    }
    look()
    socket.on('data', (data: Buffer) => {
      received.push(data)
      size += data.length
      look()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    get received() {
      return Buffer.concat(received)
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const COMMAND = 'zINSTREAM\0'

/** The file in what was sent; undefined as long as its end is missing. Throws for what is no INSTREAM. */
export function bytesIn(received: Buffer): Buffer | undefined {
  if (received.length < COMMAND.length) return undefined
  if (received.toString('latin1', 0, COMMAND.length) !== COMMAND) throw new Error('this is no INSTREAM')
  const pieces: Buffer[] = []
  for (let at = COMMAND.length; at + 4 <= received.length; ) {
    const length = received.readUInt32BE(at)
    if (length === 0) return Buffer.concat(pieces)
    pieces.push(received.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}

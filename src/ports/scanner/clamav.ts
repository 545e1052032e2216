import { createReadStream } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { CLEAN, type ScannedFile, type Scanner, type ScanVerdict } from './scanner.ts'

/** Where clamd listens. */
export type ClamavAddress = { host: string; port: number } | { path: string }

interface ClamavTimes {
  /** How long it may neither take nor say anything. */
  idleMs?: number
  totalMs?: number
}

const MAX_ANSWER_BYTES = 4096
const CHUNK_BYTES = 65_536

/** clamd over its INSTREAM command. Whatever it does not answer clearly to the whole file rejects. */
export const clamavScanner = (
  address: ClamavAddress,
  { idleMs = 30_000, totalMs = 120_000 }: ClamavTimes = {},
): Scanner => ({
  async scan(file, { signal } = {}) {
    const timeout = AbortSignal.timeout(totalMs)
    const ended = signal ? AbortSignal.any([signal, timeout]) : timeout
    ended.throwIfAborted()
    const socket = connect(address)
    const stop = () => socket.destroy(new Error('clamd took too long, or nobody waits any more.'))
    ended.addEventListener('abort', stop, { once: true })
    socket.setTimeout(idleMs, () =>
      socket.destroy(new Error(`clamd said nothing for ${idleMs / 1000} seconds.`)),
    )
    try {
      return await ask(socket, file)
    } finally {
      ended.removeEventListener('abort', stop)
      socket.destroy()
    }
  },
})

async function ask(socket: Socket, file: ScannedFile): Promise<ScanVerdict> {
  const answered = answerOf(socket)
  const sent = pipeline(framed(file), socket, { end: false })
  sent.catch(() => {})
  // Its answer must not wait for what it will never take: it refuses, or has found something, before the end.
  const isWhole = await Promise.race([sent.then(() => true), answered.then(() => false)])
  return verdictOf(await answered, isWhole)
}

/** The file as INSTREAM wants it: pieces after their length, an empty one at the end. */
async function* framed({ path, size }: ScannedFile): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0')
  let sent = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(chunk.length)
    sent += chunk.length
    yield Buffer.concat([length, chunk])
  }
  if (sent !== size) throw new Error(`The file has ${sent} bytes, not ${size}.`)
  yield Buffer.alloc(4)
}

/** What it says, up to the zero byte that ends it. Rejects when the connection ends before. */
function answerOf(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let received = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    received = Buffer.concat([received, data])
    const end = received.indexOf(0)
    if (end >= 0) resolve(received.toString('utf8', 0, end))
    else if (received.length > MAX_ANSWER_BYTES) reject(new Error('clamd does not stop talking.'))
  })
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('clamd closed the connection before it answered.')))
  promise.catch(() => {})
  return promise
}

/** What it found because a limit of its own ended the search, or because it could not look inside. */
const LIMIT = /^Heuristics\.Limits\.Exceeded/
const CLOSED = /^Heuristics\.Encrypted/

function verdictOf(text: string, isWhole: boolean): ScanVerdict {
  const [, found] = /^stream: (.+) FOUND$/.exec(text) ?? []
  if (found !== undefined && !LIMIT.test(found)) {
    return CLOSED.test(found)
      ? { verdict: 'unsure', reason: 'is encrypted, so that nobody can look inside' }
      : { verdict: 'infected', reason: `contains ${found.replace(/[^\w.:+-]/g, '_').slice(0, 200)}` }
  }
  if (text === 'stream: OK' && isWhole) return CLEAN
  throw new Error(`clamd did not scan the file: ${JSON.stringify(text.slice(0, 200))}`)
}

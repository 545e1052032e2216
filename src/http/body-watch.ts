import type { IncomingMessage } from 'node:http'
import { SpoolIdle, SpoolTooLarge } from '../lib/spool.ts'

interface BodyLimits {
  /** Of the whole body, as it comes over the wire. */
  maxBytes: number
  /** How long the sender may stay silent while somebody reads. */
  idleTimeoutMs: number
}

/** Throws when reading is of no use: the sender has left, or announces more than may come. */
export function assertReadable(body: IncomingMessage, maxBytes: number): void {
  if (body.destroyed && !body.readableEnded) {
    throw Object.assign(new Error('The sender has left.'), { code: 'ECONNRESET' })
  }
  if (Number(body.headers['content-length']) > maxBytes) throw new SpoolTooLarge(maxBytes)
}

/**
 * Looks at a body while somebody else reads it: calls `onFailure` once, with `SpoolIdle` or `SpoolTooLarge`.
 * Returns how to stop. Call it in the same tick as the reading begins.
 */
export function watchBody(
  body: IncomingMessage,
  { maxBytes, idleTimeoutMs }: BodyLimits,
  onFailure: (failure: Error) => void,
): () => void {
  let received = 0
  const timer = setInterval(() => {
    // When it is paused, it is us who are slow.
    if (body.readableFlowing !== false) fail(new SpoolIdle(idleTimeoutMs))
  }, idleTimeoutMs)
  const stop = () => {
    clearInterval(timer)
    body.off('data', onData)
  }
  const fail = (failure: Error) => {
    stop()
    onFailure(failure)
  }
  const onData = (chunk: Buffer) => {
    timer.refresh()
    received += chunk.length
    if (received > maxBytes) fail(new SpoolTooLarge(maxBytes))
  }
  body.on('data', onData)
  return stop
}

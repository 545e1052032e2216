import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileDescription, RawFile } from '../lib/raw-file.ts'

/** Front ends of other origins show what is sent from here, and nothing of it runs in this one. */
const INERT = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
}

/** Sends the bytes a procedure describes, unless the client has them (304) or asks for headers only. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: RawFile,
): Promise<FastifyReply> {
  const known = request.headers['if-none-match'] ?? ''
  const isHead = request.method === 'HEAD'
  const loaded = isHead || isKnown(known, file) ? undefined : await file.load()
  const shown = loaded ?? file
  reply.headers({ ...INERT, etag: etagOf(shown) })
  if (isKnown(known, shown)) return reply.code(304).send()
  reply.type(shown.content_type).header('content-length', shown.size)
  // Fastify writes a length of zero over an answer without a body, but not over a stream.
  return reply.send(isHead ? Readable.from([]) : loaded?.bytes)
}

const etagOf = ({ sha256 }: FileDescription): string => `"${sha256.slice(0, 32)}"`

/** Whether `If-None-Match` names this file (RFC 9110 §13.1.2: weak comparison). */
const isKnown = (known: string, file: FileDescription): boolean =>
  known.trim() === '*' || [...known.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, etag]) => etag === etagOf(file))

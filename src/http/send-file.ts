import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileDescription, RawFile } from '../lib/raw-file.ts'
import { quoted, sendNotModified } from './conditional.ts'
import { isKnown, type KnownTags } from './known-tags.ts'

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
  known: KnownTags,
): Promise<FastifyReply> {
  const isHead = request.method === 'HEAD'
  const loaded = isHead || isKnown(known, tagOf(file)) ? undefined : await file.load()
  const shown = loaded ?? file
  reply.headers(INERT)
  if (isKnown(known, tagOf(shown))) return sendNotModified(reply, known, tagOf(shown))
  reply
    .header('etag', quoted(tagOf(shown)))
    .type(shown.content_type)
    .header('content-length', shown.size)
  // Fastify writes a length of zero over an answer without a body, but not over a stream.
  return reply.send(isHead ? Readable.from([]) : loaded?.bytes)
}

const tagOf = ({ sha256 }: FileDescription): string => sha256.slice(0, 32)

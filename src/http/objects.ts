import type {} from '@fastify/compress'
import type { ErrorSendResult, SendResult } from '@fastify/send'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { DomainError, forbidden, notFound } from '../domains/errors.ts'
import type { Admission, DiskStorage } from '../ports/storage/disk.ts'
import { readFileVersion } from './file-version.ts'

export interface ObjectRoutesOptions {
  storage: DiskStorage
  /** How long a client may read nothing before it is cut off. */
  idleTimeoutMs?: number
}

/** A download takes as long as the client keeps reading: this is the longest time that a timer can hold. */

/** What is downloaded was uploaded by strangers: nothing of it may run in this origin. */
const INERT = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  // Front ends of other origins show images from here.
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'private, no-transform',
}

/** Downloads from disk storage, for whoever holds a signed link. */
export async function objectRoutes(
  app: FastifyInstance,
  { storage, idleTimeoutMs = 60_000 }: ObjectRoutesOptions,
): Promise<void> {
  app.route<{ Params: { '*': string }; Querystring: Record<string, unknown> }>({
    method: ['GET', 'HEAD'],
    url: '/objects/*',
    compress: false,
    config: { untimed: true },
    handler: async (request, reply) => {
      const admission = admit(storage, request.params['*'], request.query)
      const answer = await readFileVersion(request.raw, admission.path)
      reply.raw.setTimeout(idleTimeoutMs, () => reply.raw.destroy())
      return download(reply, admission, answer)
    },
  })
}

function admit(storage: DiskStorage, key: string, query: Record<string, unknown>): Admission {
  const admission = storage.admit(key, query)
  if (admission === 'expired') throw forbidden('This download link has expired. Ask for a new one.')
  if (admission === 'forged') throw forbidden('This download link is not valid. Ask for a new one.')
  return admission
}

function download(reply: FastifyReply, admission: Admission, answer: SendResult): FastifyReply {
  const { statusCode, headers, stream } = answer
  if (answer.type === 'error') return unmet(reply, answer)
  reply
    .code(statusCode)
    .headers({ ...INERT, ...headers, 'content-disposition': admission.contentDisposition })
  return statusCode === 304 ? reply.send() : reply.type(admission.contentType).send(stream)
}

/** Of failed conditions and ranges (412, 416) the headers say everything: the error pages of `send` are HTML. */
function unmet(
  reply: FastifyReply,
  { statusCode, headers, stream, metadata }: ErrorSendResult,
): FastifyReply {
  stream.destroy()
  if (statusCode === 404) throw notFound('Object')
  if (statusCode >= 500) {
    throw new DomainError('internal', 'The object cannot be read.', { cause: metadata.error })
  }
  const range = headers['Content-Range']
  return reply
    .code(statusCode)
    .headers(range ? { ...INERT, 'content-range': range } : INERT)
    .send()
}

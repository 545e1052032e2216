import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGunzip, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Text that is served again and again: held compressed, never serialised twice. */
export interface Asset {
  type: string
  cache: string
  etag: string
  gzipped: Uint8Array
}

/** Compresses and fingerprints a text once. */
export async function assetOf(text: string, type: string, cache: string): Promise<Asset> {
  const gzipped = await promisify(gzip)(text)
  return { type, cache, gzipped, etag: etagOf(gzipped) }
}

/** A weak tag: the same for the compressed and the plain answer. */
export const etagOf = (bytes: Uint8Array): string =>
  `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`

/** Answers with an asset: 304 to who has it, plain to who cannot unpack it. */
export function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset) {
  const vary = [reply.getHeader('vary'), 'accept-encoding'].flat().filter(Boolean).join(', ')
  reply.headers({ etag: asset.etag, 'cache-control': asset.cache, vary })
  if (request.headers['if-none-match']?.includes(asset.etag)) return reply.code(304).send()
  reply.type(asset.type)
  if (/\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(request.headers['accept-encoding'] ?? '')) {
    return reply.header('content-encoding', 'gzip').send(asset.gzipped)
  }
  return reply.send(Readable.from([asset.gzipped]).pipe(createGunzip()))
}

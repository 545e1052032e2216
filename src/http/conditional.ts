import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { ConditionalRead } from '../rpc/conditional-read.ts'
import type { Cache, Meta } from '../rpc/meta.ts'
import type { KeptAnswer } from './kept-answers.ts'
import { GZIP, isKnown, type KnownTags } from './known-tags.ts'

/**
 * What everybody sees may be kept by everybody. With `no-cache` each use is asked for first, so that nothing is shown
 * after it was taken away, and caches that do not look at `Vary` still ask with the credential of who wants it. A minute
 * is for what nobody can take away and everybody asks for; within another one a cache may answer while it asks.
 */
const FOR_EVERYBODY: Record<Cache, string> = {
  row: 'public, no-cache',
  body: 'public, no-cache',
  minute: 'public, max-age=60, stale-while-revalidate=60',
  hour: 'public, max-age=3600',
}

/** Who says who they are may see more than others: no cache gives it to anybody else. */
const FOR_ONE: Record<Cache, string> = {
  row: 'private, no-cache',
  body: 'private, no-cache',
  minute: 'private, no-cache',
  hour: 'private, max-age=3600',
}

/** Which headers of the request decide what is answered; CORS adds `Origin` itself, to every answer. */
const VARY = 'Origin, accept-encoding, authorization, cookie, x-api-key, x-org-id'

/** Says how long an answer that is a success, or has not changed, may be kept, and by whom. */
export function allowKeeping({ headers }: FastifyRequest, reply: FastifyReply, cache: Cache): void {
  const { authorization, cookie, 'x-api-key': apiKey } = headers
  // Any cookie, whether it is a credential or not, and credentials whether they are good or not.
  const isNamed = (authorization ?? cookie ?? apiKey) !== undefined
  reply.header('cache-control', (isNamed ? FOR_ONE : FOR_EVERYBODY)[cache]).header('vary', VARY)
}

/**
 * What the context has to know of a procedure whose answer is a function of one row; `kept` is the answer that we have
 * ourselves. `*` is answered after it.
 */
export const readOf = (
  { rest }: Meta,
  build: string,
  known: KnownTags,
  kept: KeptAnswer | undefined,
): ConditionalRead | undefined =>
  rest?.cache === 'row' ? { build, known: kept ? [...known.tags, kept.tag] : known.tags } : undefined

interface TaggedAnswer {
  tag: string
  body: string | Buffer
  isWeak?: boolean
}

/** An answer with a tag of its own, which leaves out what is `differing`. */
export function taggedAnswer(output: unknown, differing?: readonly string[]): TaggedAnswer {
  // Converted once, for the tag and for the connection.
  const body = Buffer.from(JSON.stringify(output))
  const isWeak = differing !== undefined
  return { tag: hashOf(isWeak ? without(output as object, differing) : body), body, isWeak }
}

/** Sends an answer with its tag, or 304 to who has it. */
export function sendTagged(
  reply: FastifyReply,
  known: KnownTags,
  { tag, body, isWeak }: TaggedAnswer,
): FastifyReply {
  if (isKnown(known, tag)) return sendNotModified(reply, known, tag, isWeak)
  return reply.header('etag', quoted(tag, isWeak)).type('application/json; charset=utf-8').send(body)
}

/** 304, with the tag as the caller knows it. */
export const sendNotModified = (
  reply: FastifyReply,
  known: KnownTags,
  tag: string,
  isWeak = false,
): FastifyReply =>
  reply
    .code(304)
    .header('etag', quoted(known.as(tag), isWeak))
    .send()

export const quoted = (tag: string, isWeak = false): string => (isWeak ? `W/"${tag}"` : `"${tag}"`)

/** A replacer would be asked of every member of every member. */
const without = (output: object, members: readonly string[]): string =>
  JSON.stringify({ ...output, ...Object.fromEntries(members.map((name) => [name, undefined])) })

/** 162 bits are enough to tell answers apart. */
const hashOf = (body: string | Buffer): string => hash('sha256', body, 'base64').slice(0, 27)

/**
 * Corrects the headers of a route's answers when nothing changes them any more, which is after compression and after
 * Fastify has emptied the body for HEAD: the tag of a compressed answer is another, and 304 has no length.
 */
export function finishHeaders(route: RouteOptions): void {
  const finish: RouteOptions['onSend'] = (_request, reply, payload, done) => {
    if (reply.statusCode === 304) reply.removeHeader('content-length')
    else if (reply.hasHeader('content-encoding')) markCompressed(reply)
    done(null, payload)
  }
  route.onSend = [...[route.onSend ?? []].flat(), finish] as RouteOptions['onSend']
}

function markCompressed(reply: FastifyReply): void {
  const etag = reply.getHeader('etag')
  if (typeof etag === 'string') reply.header('etag', `${etag.slice(0, -1)}${GZIP}"`)
}

import type { FastifyRequest } from 'fastify'

/** Ends the tag of a compressed answer: a strong tag names the bytes. */
export const GZIP = '-gzip'

/** The answers a caller says they have (`If-None-Match`, RFC 9110 §13.1.2): tags compare weakly. */
export interface KnownTags {
  /** `*`: whatever there is. */
  isAny: boolean
  /** Of the answers as we make them. One that is compressed counts for whoever takes that. */
  tags: readonly string[]
  /** How the caller knows a tag: that of the compressed answer where they have it. */
  as(tag: string): string
}

const NOTHING: KnownTags = { isAny: false, tags: [], as: (tag) => tag }

/** What is no tag, or that of something compressed for a caller who does not take it, is ignored. */
export function knownTags({ headers }: FastifyRequest): KnownTags {
  const header = headers['if-none-match']?.trim()
  if (!header) return NOTHING
  const sent = [...header.matchAll(/"([^"]*)"/g)].map(([, tag = '']) => tag)
  const compressed = sent.filter((tag) => tag.endsWith(GZIP) && takesGzip(headers['accept-encoding']))
  const plain = sent.filter((tag) => !tag.endsWith(GZIP))
  return {
    isAny: header === '*',
    tags: [...plain, ...compressed.map((tag) => tag.slice(0, -GZIP.length))],
    as: (tag) => (compressed.includes(tag + GZIP) ? tag + GZIP : tag),
  }
}

export const isKnown = ({ isAny, tags }: KnownTags, tag: string): boolean => isAny || tags.includes(tag)

/** Whether `Accept-Encoding` names gzip and does not refuse it. */
const takesGzip = (header: string | string[] = ''): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(header))

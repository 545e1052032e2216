import { LRUCache } from 'lru-cache'

/** An answer that is a function of one row and the request's address, as it was sent. */
export interface KeptAnswer {
  tag: string
  body: string
}

/** Answers by the address they were asked at. */
export interface KeptAnswers {
  get(url: string): KeptAnswer | undefined
  keep(url: string, answer: KeptAnswer): void
}

/** Of all there is room for; what is larger is not kept. */
const MOST_OF_ONE = 1 / 8
/** What an entry takes beside its text. */
const OVERHEAD_BYTES = 200

/**
 * Keeps the answers that were asked for last, in so many bytes, to ask for them by their tag: PostgreSQL then says whether
 * one is still what it would send, and what has not changed is neither transferred, made, checked nor written as JSON
 * again. Nothing is answered from here alone.
 */
export function keepAnswers(bytes: number): KeptAnswers {
  if (bytes === 0) return NOTHING
  const kept = new LRUCache<string, KeptAnswer>({
    maxSize: bytes,
    maxEntrySize: Math.ceil(bytes * MOST_OF_ONE),
    sizeCalculation: ({ body }, url) => Buffer.byteLength(body) + url.length + OVERHEAD_BYTES,
  })
  return {
    get: (url) => kept.get(url),
    keep: (url, answer) => void kept.set(url, answer),
  }
}

const NOTHING: KeptAnswers = { get: () => undefined, keep: () => {} }

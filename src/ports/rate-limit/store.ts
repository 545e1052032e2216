import type { Rate } from './gcra.ts'

export interface Demand {
  key: string
  rate: Rate
  /** How many tokens are needed; fewer than none gives some back. */
  wanted: number
  /** How many more would be welcome: the store gives at most one in `SPARE_SHARE` of what then is left. */
  spare: number
}

export interface Grant {
  granted: number
  /** µs from the store's now until the bucket is full. */
  fullIn: number
}

export interface Answer {
  /** The store's clock, µs since 1970: the only clock that decides, however those of the processes differ. */
  now: number
  /** In the order asked. */
  grants: Grant[]
}

/** Where the shared buckets are kept. Every call is one atomic step. */
export interface BucketStore {
  /** Takes as many as there are, up to what is wanted, from each bucket for itself. Each key comes once. */
  takeEach(demands: readonly Demand[]): Promise<Answer>
  /** Takes one token from every bucket, or none from any (`granted` is then 0 for all). Each key comes once. */
  takeTogether(buckets: readonly { key: string; rate: Rate }[]): Promise<Answer>
  close(): Promise<void>
}

/** Tokens a process holds can be lost with it, so they are few against what the bucket holds. */
export const SPARE_SHARE = 64

import type { Rate } from './gcra.ts'

/** What this process knows of a bucket. Times are microseconds of its own steady clock. */
export interface Known {
  rate: Rate
  /** No later than the bucket can be full. */
  fullAt: number
  /** When the shared store said so. */
  heardAt: number
  /** Tokens taken from the store ahead of their use; `fullAt` counts them as gone. */
  held: number
  /** How many were taken ahead the last time. */
  spare: number
}

export interface MemoryOptions {
  /** How many buckets are kept; the least recently used are forgotten first. */
  capacity?: number
  /** Microseconds of a clock that never jumps. */
  now?: () => number
}

/** The buckets that this process has to do with: a bounded map, and the time they are measured by. */
export class Memory {
  readonly now: () => number
  readonly #capacity: number
  readonly #known = new Map<string, Known>()
  #offset: number

  constructor({ capacity = 50_000, now = steadyMicros }: MemoryOptions = {}) {
    this.#capacity = capacity
    this.now = now
    this.#offset = Date.now() * 1000 - now()
  }

  /** The shared store's time since 1970, or this machine's while no store has told its own. */
  epoch(at: number): number {
    return at + this.#offset
  }

  /** The store's time was `epoch` when it answered what was sent `at` our time. */
  tune(epoch: number, at: number): void {
    this.#offset = epoch - at
  }

  get(key: string): Known | undefined {
    return this.#known.get(key)
  }

  set(key: string, known: Known): void {
    this.#known.delete(key)
    this.#known.set(key, known)
    if (this.#known.size > this.#capacity) this.#known.delete(this.#known.keys().next().value as string)
  }

  get size(): number {
    return this.#known.size
  }
}

const steadyMicros = (): number => Math.floor(performance.now() * 1000)

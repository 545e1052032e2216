/** One attempt under way. */
export interface Place {
  webhookId: string
  isQuick: boolean
}

const MOST = 256
/** Endpoints that have not shown that they answer quickly share half of the places. */
const MOST_UNPROVEN = MOST / 2
const EACH_QUICK = 32
const EACH_UNPROVEN = 2
const QUICK_MS = 1_000
const REMEMBERED = 10_000

/** Who may send now: no endpoint holds more than a few places, and slow ones together never all of them. */
export class Lanes {
  readonly #running = new Map<string, number>()
  readonly #quick = new Set<string>()
  #total = 0
  #unproven = 0

  get free(): number {
    return MOST - this.#total
  }

  /** Endpoints that have all they may hold. */
  get full(): string[] {
    const isCrowded = this.#unproven >= MOST_UNPROVEN
    return [...this.#running.keys()].filter(
      (id) => this.#left(id) <= 0 || (isCrowded && !this.#quick.has(id)),
    )
  }

  /** Takes a place for a webhook, if it may have one. */
  enter(webhookId: string): Place | undefined {
    const isQuick = this.#quick.has(webhookId)
    if (this.free <= 0 || this.#left(webhookId) <= 0) return undefined
    if (!isQuick && this.#unproven >= MOST_UNPROVEN) return undefined
    this.#running.set(webhookId, (this.#running.get(webhookId) ?? 0) + 1)
    this.#total += 1
    if (!isQuick) this.#unproven += 1
    return { webhookId, isQuick }
  }

  /** Gives a place back; `durationMs` is how long the endpoint took, unless it was never asked. */
  leave({ webhookId, isQuick }: Place, durationMs?: number): void {
    const left = (this.#running.get(webhookId) ?? 1) - 1
    if (left > 0) this.#running.set(webhookId, left)
    else this.#running.delete(webhookId)
    this.#total -= 1
    if (!isQuick) this.#unproven -= 1
    if (durationMs === undefined) return
    if (this.#quick.size > REMEMBERED) this.#quick.clear()
    if (durationMs <= QUICK_MS) this.#quick.add(webhookId)
    else this.#quick.delete(webhookId)
  }

  #left(webhookId: string): number {
    const most = this.#quick.has(webhookId) ? EACH_QUICK : EACH_UNPROVEN
    return most - (this.#running.get(webhookId) ?? 0)
  }
}

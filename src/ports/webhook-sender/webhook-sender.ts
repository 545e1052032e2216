/** Calls the URLs of strangers. Callers know nothing of connections; nothing that is inside our network is reached. */
export interface WebhookSender {
  /** Why a URL cannot be called, as a sentence without its end; undefined when nothing is known against it. */
  objection(url: string): Promise<string | undefined>
  /** Sends one POST and says what became of it. Never rejects. */
  send(message: WebhookMessage): Promise<Attempt>
  /** Cuts off what is under way. */
  close(): Promise<void>
}

export interface WebhookMessage {
  url: string
  headers: Record<string, string>
  body: string
}

/** What became of a message. */
export interface Attempt {
  /** Null when there was no answer. */
  statusCode: number | null
  /** Why there was none. */
  error: string | null
  durationMs: number
  /** The beginning of the answer, as plain text. */
  excerpt: string | null
  /** The header of that name, as it was sent. */
  retryAfter: string | null
}

/** Anything that keeps a message from being sent; its message may be shown to whoever owns the URL. */
export class Refused extends Error {
  readonly code = 'REFUSED'
}

/** Sends mail. Callers know nothing of files or SMTP. */
export interface Mail {
  /** Resolves when the mail is accepted; rejects with a `MailError`. The same `id` is the same mail. */
  send(message: MailMessage): Promise<void>
  /** Rejects when no mail could be sent now. */
  check(): Promise<void>
  close(): Promise<void>
}

export interface MailAddress {
  name?: string
  address: string
}

export interface MailMessage {
  /** Stays the same however often a mail is tried, so that nobody gets it twice. */
  id: string
  to: MailAddress
  subject: string
  text: string
  html?: string
}

/** A mail that did not leave. `permanent`: trying again changes nothing. */
export class MailError extends Error {
  readonly permanent: boolean

  constructor(message: string, options: { permanent: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'MailError'
    this.permanent = options.permanent
  }
}

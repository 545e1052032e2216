import type { MailTokenKind } from '../../auth/mail-tokens.ts'

export type { MailTokenKind }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** How long a token is good (source, Email Verification and Password Recovery). */
export const LIFETIME_MS: Record<MailTokenKind, number> = {
  'verify-email': 24 * HOUR_MS,
  'reset-password': HOUR_MS,
}

/** How soon the next mail of a kind can be asked for: nobody fills the mailbox of somebody else. */
export const REQUEST_PAUSE_MS = MINUTE_MS

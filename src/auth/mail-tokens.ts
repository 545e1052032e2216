import { createHash, createHmac } from 'node:crypto'

/** What a token that is sent by e-mail is good for. */
export type MailTokenKind = 'verify-email' | 'reset-password'

/** The secrets that are sent by e-mail, each made of its id: only who holds the key can write such a mail. */
export interface MailTokens {
  /** 256 bits, URL-safe. The same id gives the same token, so that a mail can be tried again. */
  tokenOf(kind: MailTokenKind, id: string): string
}

export const createMailTokens = (key: Uint8Array): MailTokens => ({
  tokenOf: (kind, id) => createHmac('sha256', key).update(`${kind}:${id}`).digest('base64url'),
})

/** What is stored of a token: whoever reads the table can prove nothing with it. */
export const hashOfMailToken = (token: string): string => createHash('sha256').update(token).digest('hex')

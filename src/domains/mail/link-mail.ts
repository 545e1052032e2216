import type { MailTokenKind } from '../../auth/mail-tokens.ts'
import type { IssuedToken } from '../mail-tokens/index.ts'
import type { MailOrder } from './templates.ts'

/** The mail that brings a token to the address it was issued for. */
export const linkMail = (kind: MailTokenKind, { tokenId, username, email }: IssuedToken): MailOrder => ({
  to: { name: username, address: email },
  template: kind,
  data: { username, tokenId },
  cause: `${kind}-${tokenId}`,
})

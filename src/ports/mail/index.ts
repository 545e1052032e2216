import type { Mail } from './mail.ts'
import { createOutbox } from './outbox.ts'

export type { Mail, MailAddress, MailMessage } from './mail.ts'
export { MailError } from './mail.ts'

export type MailConfig =
  | { kind: 'files'; directory: string; from: string }
  | { kind: 'smtp'; url: string; from: string }

export async function createMail(config: MailConfig): Promise<Mail> {
  if (config.kind === 'files') return createOutbox(config)
  // A server that writes files does not load the SMTP client.
  const { createSmtp } = await import('./smtp.ts')
  return createSmtp(config)
}

import type { Mail, MailMessage } from '../../src/ports/mail/mail.ts'
import type { TestApp } from './app.ts'
import { execute } from './execute.ts'

/** Takes every mail an app sends, for tests to read. */
export interface Mailbox {
  /** For `testApp({ services: { mail } })`. */
  mail: Mail
  /** Does what waits to be done, then gives every mail this address got so far, oldest first. */
  of(app: TestApp, address: string): Promise<MailMessage[]>
}

export function mailbox(): Mailbox {
  const sent: MailMessage[] = []
  return {
    mail: { send: async (message) => void sent.push(message), check: async () => {}, close: async () => {} },
    async of(app, address) {
      await app.services.jobs.runPending()
      return sent.filter(({ to }) => to.address === address)
    },
  }
}

/** How many mails were ordered for an address, also those that are not sent any more. */
export const orderedFor = async (app: TestApp, address: string): Promise<number> => {
  const sql = `select 1 from pgboss.job where name = 'send-mail' and data->'to'->>'address' = ?`
  return (await execute(app, sql, [address])).length
}

/** The link of a mail. */
export const linkIn = ({ text }: MailMessage): URL => new URL(/^https?:\/\/\S+$/m.exec(text)?.[0] ?? '')

/** The token in a mail's link. */
export const tokenIn = (message: MailMessage | undefined): string =>
  (message && linkIn(message).searchParams.get('token')) ?? ''

import { createTransport } from 'nodemailer'
import { toNodemailer } from './compose.ts'
import { type Mail, MailError } from './mail.ts'

const TIMEOUTS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  dnsTimeout: 10_000,
}

/** Mail through an SMTP server: `smtp://user:password@host:587` or `smtps://…:465`. */
export function createSmtp({ url, from }: { url: string; from: string }): Mail {
  const transport = createTransport({ url, pool: true, maxConnections: 2, ...TIMEOUTS })
  return {
    async send(message) {
      await transport.sendMail(toNodemailer(message, from)).catch((error) => {
        throw toMailError(error)
      })
    },
    async check() {
      await transport.verify()
    },
    async close() {
      transport.close()
    },
  }
}

/** 5xx answers to this mail are final. A refused login is not: the mail is good, and the setup gets repaired. */
function toMailError(error: Error & { responseCode?: number; code?: string }): MailError {
  if (error instanceof MailError) return error
  const isAnswer = error.responseCode !== undefined && error.code !== 'EAUTH'
  const permanent = isAnswer && (error.responseCode as number) >= 500
  return new MailError(`The mail was not accepted: ${error.message}`, { permanent, cause: error })
}

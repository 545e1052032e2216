import MailComposer, { type MailComposerOptions } from 'nodemailer/lib/mail-composer'
import { MailError, type MailMessage } from './mail.ts'

/** A message as nodemailer takes it. Files and URLs in its parts stay closed to it. */
export const toNodemailer = (message: MailMessage, from: string): MailComposerOptions => ({
  from,
  to: { name: oneLine(message.to.name ?? ''), address: requireAddress(message.to.address) },
  subject: oneLine(message.subject),
  text: message.text,
  html: message.html,
  messageId: `<${encodeURIComponent(message.id)}@${domainOf(from)}>`,
  disableFileAccess: true,
  disableUrlAccess: true,
})

/** The whole message in the form of RFC 5322, bytes ready to be stored. */
export const compose = (message: MailMessage, from: string): Promise<Buffer> =>
  new MailComposer({ ...toNodemailer(message, from), newline: 'windows' }).compile().build()

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()

/** Loose on purpose: only what cannot be an address, or would be two, is refused. */
function requireAddress(address: string): string {
  if (/^[^\s<>,;:"()[\]\\\p{Cc}]+@[^\s<>,;:"()\\\p{Cc}]+$/u.test(address)) return address
  throw new MailError(`"${oneLine(address)}" is not a mail address.`, { permanent: true })
}

const domainOf = (from: string): string => /@([^\s<>]+)/.exec(from)?.[1] ?? 'localhost'

import type { MailTokenKind } from '../../auth/mail-tokens.ts'
import type { MailAddress } from '../../ports/mail/mail.ts'

/** Every mail there is, with what its text needs. A link is written when the mail is: an order holds no secret. */
export interface MailData {
  'verify-email': { username: string; tokenId: string }
  'reset-password': { username: string; tokenId: string }
  'password-changed': { username: string }
}

export type MailTemplate = keyof MailData

/** A mail to be sent: rendered when it is sent, once per `cause`. */
export type MailOrder = {
  [T in MailTemplate]: { to: MailAddress; template: T; data: MailData[T]; cause: string }
}[MailTemplate]

/** A mail with a link that proves who follows it. */
export type LinkMailOrder = Extract<MailOrder, { template: MailTokenKind }>

export interface MailText {
  subject: string
  text: string
  html: string
}

/** The words of a mail. `url` is where its one link leads. */
export function renderMail({ template, data: { username } }: MailOrder, url: string): MailText {
  switch (template) {
    case 'verify-email':
      return verifyEmail(username, url)
    case 'reset-password':
      return resetPassword(username, url)
    case 'password-changed':
      return passwordChanged(username, url)
  }
}

const verifyEmail = (username: string, url: string): MailText =>
  compose('Verify your email address', [
    `Hello ${username},`,
    'welcome to Gourd! Follow this link within 24 hours to verify that this address is yours:',
    url,
    'You get this message because this address was used to register. If that was not you, ignore it.',
  ])

const resetPassword = (username: string, url: string): MailText =>
  compose('Reset your password', [
    `Hello ${username},`,
    'follow this link within an hour to choose a new password. It works once:',
    url,
    'If you did not ask for it, ignore this message: your password stays as it is.',
  ])

const passwordChanged = (username: string, url: string): MailText =>
  compose('Your password was changed', [
    `Hello ${username},`,
    'the password of your account was changed, and everybody who was signed in has been signed out.',
    'If that was not you, somebody else reads your mail: secure your mailbox, then reset your password at',
    url,
  ])

/** One paragraph per text; the same words in both forms. */
const compose = (subject: string, paragraphs: string[]): MailText => ({
  subject,
  text: `${paragraphs.join('\n\n')}\n`,
  html: `<!doctype html><html lang="en"><body>${paragraphs.map(toHtml).join('')}</body></html>`,
})

const toHtml = (text: string): string => `<p>${link(escapeHtml(text))}</p>`

const link = (html: string): string =>
  /^https?:\/\/\S+$/.test(html) ? `<a href="${html}">${html}</a>` : html

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

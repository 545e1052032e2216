import type { MailAddress } from '../../ports/mail/mail.ts'

/** Every mail there is, with what its text needs. */
export interface MailData {
  welcome: { username: string; siteUrl: string }
}

export type MailTemplate = keyof MailData

/** A mail to be sent: rendered when it is sent, once per `cause`. */
export type MailOrder = {
  [T in MailTemplate]: { to: MailAddress; template: T; data: MailData[T]; cause: string }
}[MailTemplate]

export interface MailText {
  subject: string
  text: string
  html: string
}

/** The words of a mail. */
export function renderMail(order: MailOrder): MailText {
  switch (order.template) {
    case 'welcome':
      return welcome(order.data)
  }
}

const welcome = ({ username, siteUrl }: MailData['welcome']): MailText =>
  compose('Welcome to Gourd', [
    `Hello ${username},`,
    'your account is ready. You can now publish plugins and manage them.',
    siteUrl,
    'You get this message because this address was used to register. If that was not you, ignore it.',
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

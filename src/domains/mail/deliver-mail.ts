import type { Services } from '../context.ts'
import { isOpenToken } from '../mail-tokens/index.ts'
import { type LinkMailOrder, type MailOrder, renderMail } from './templates.ts'

type MailServices = Pick<Services, 'mail' | 'mailTokens' | 'sql' | 'clock' | 'log' | 'settings'>

/**
 * Renders an ordered mail and hands it over. Its cause is its identity: a second try is the same mail. A link that was
 * used, replaced or has expired while the mail waited is not sent any more.
 */
export async function deliverMail(app: MailServices, order: MailOrder): Promise<void> {
  if (!hasLink(order)) return send(app, order, app.settings.frontEndUrl)
  if (!(await isOpenToken(app, order.data.tokenId))) return
  const url = linkOf(app, order)
  await send(app, order, url)
  if (app.settings.logMailLinks) {
    app.log.info({ to: order.to.address, template: order.template }, `mail link: ${url}`)
  }
}

const hasLink = (order: MailOrder): order is LinkMailOrder => 'tokenId' in order.data

const send = (app: MailServices, order: MailOrder, url: string): Promise<void> =>
  app.mail.send({ id: order.cause, to: order.to, ...renderMail(order, url) })

/** The page of the front end that takes the token. */
const linkOf = ({ settings, mailTokens }: MailServices, { template, data }: LinkMailOrder): string =>
  `${settings.frontEndUrl}/auth/${template}?token=${mailTokens.tokenOf(template, data.tokenId)}`

import type { Services } from '../context.ts'
import { type MailOrder, renderMail } from './templates.ts'

/** Renders an ordered mail and hands it over. Its cause is its identity: a second try is the same mail. */
export async function deliverMail(app: Pick<Services, 'mail'>, order: MailOrder): Promise<void> {
  await app.mail.send({ id: order.cause, to: order.to, ...renderMail(order) })
}

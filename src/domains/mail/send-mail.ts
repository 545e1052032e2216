import type { Services, Tx } from '../context.ts'
import type { MailOrder } from './templates.ts'

/** Orders a mail in the transaction of its cause; the same cause never sends twice. */
export async function sendMail(
  tx: Tx,
  ctx: { app: Pick<Services, 'jobs'> },
  order: MailOrder,
): Promise<void> {
  await ctx.app.jobs.enqueue(tx, 'send-mail', order, { singletonKey: order.cause })
}

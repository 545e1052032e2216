import type { Services, Tx } from '../context.ts'
import { sendMail } from '../mail/index.ts'
import type { DomainEvent } from './payloads.ts'

/** Greets whoever registered with an address. */
export async function welcomeNewUser(
  tx: Tx,
  ctx: { app: Pick<Services, 'jobs' | 'settings'> },
  { id, data }: DomainEvent<'user.registered'>,
): Promise<void> {
  if (!data.email) return
  await sendMail(tx, ctx, {
    to: { name: data.username, address: data.email },
    template: 'welcome',
    data: { username: data.username, siteUrl: ctx.app.settings.publicUrl },
    cause: `welcome-${id}`,
  })
}

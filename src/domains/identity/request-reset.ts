import type { Services } from '../context.ts'
import { transaction } from '../context.ts'
import { linkMail, sendMail } from '../mail/index.ts'
import { issueToken } from '../mail-tokens/index.ts'

export interface ResetRequest {
  /** The same when it is tried again: then nobody gets a second mail. */
  id: string
  email: string
}

/** Mails a reset link to the active account of this address, if there is one, at most once a minute. */
export const requestReset = (app: Services, { id, email }: ResetRequest): Promise<void> =>
  transaction({ app }, async (tx) => {
    const kind = 'reset-password'
    const issued = await issueToken(tx, { app }, { kind, id, user: { email }, isRequest: true })
    if (issued) await sendMail(tx, { app }, linkMail(kind, issued))
  })

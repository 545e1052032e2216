import { newId } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'
import { insertOrganisation } from './insert-organisation.ts'

/** Gives a new user the organisation that is their own, in the transaction that makes the user, and resolves with its id. */
export async function createPersonalOrganisation(
  tx: Tx,
  ctx: { app: Pick<Services, 'clock'> },
  { userId, username }: { userId: string; username: string },
): Promise<string> {
  const id = newId()
  await insertOrganisation(tx, ctx, { id, name: username, ownerId: userId, isPersonal: true })
  return id
}

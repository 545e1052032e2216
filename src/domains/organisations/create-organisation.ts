import { newId } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { insertOrganisation } from './insert-organisation.ts'
import { presentOrganisation } from './present.ts'
import type { CreateOrganisation, Organisation } from './schema.ts'

/** How many organisations a person can make besides their own. */
const LIMIT = 20

const COUNT = `
  update users set organisations_created = organisations_created + 1
  where id = ? and organisations_created < ${LIMIT} returning id`

/** Makes an organisation that the caller owns. 409 for who has made as many as there can be. */
export async function createOrganisation(
  ctx: Context & { actor: SignedIn },
  { name }: CreateOrganisation,
): Promise<Organisation> {
  const id = newId()
  const { userId } = ctx.actor
  await transaction(ctx, async (tx) => {
    const counted = await tx.execute<object[]>(COUNT, [userId])
    if (counted.length === 0) {
      throw conflict(`You have created ${LIMIT} organisations, the most one person can. Rename one of them.`)
    }
    await insertOrganisation(tx, ctx, { id, name, ownerId: userId, isPersonal: false })
  })
  return presentOrganisation(ctx, { orgId: id, role: 'owner' })
}

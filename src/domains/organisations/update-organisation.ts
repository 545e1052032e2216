import { OrganisationEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { auditStaff, lockOrganisation } from './access.ts'
import { mayAdminister } from './policy.ts'
import { presentOrganisation } from './present.ts'
import type { Organisation, UpdateOrganisation } from './schema.ts'

/** Renames an organisation; its slug stays. 403 for members who are neither owner nor admin, 404 for others. */
export async function updateOrganisation(
  ctx: Context & { actor: SignedIn },
  { id, name }: UpdateOrganisation,
): Promise<Organisation> {
  const access = await transaction(ctx, async (tx) => {
    const access = await lockOrganisation(tx, ctx, id)
    if (!mayAdminister(access.role)) throw forbidden('Only an owner or admin of the organisation renames it.')
    const organisation = await tx.findOneOrFail(OrganisationEntity, id)
    auditStaff(tx, ctx, access, 'organization.update', { old_name: organisation.name, new_name: name })
    tx.assign(organisation, { name, updatedAt: ctx.app.clock.now() })
    return access
  })
  return presentOrganisation(ctx, access)
}

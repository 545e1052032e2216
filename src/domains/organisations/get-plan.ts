import type { SignedIn } from '../../auth/actor.ts'
import { PLANS } from '../../auth/plans.ts'
import type { Context } from '../context.ts'
import { requireAccess } from './access.ts'
import { presentOrganisation } from './present.ts'
import type { OrganisationPlan, OrganisationRef } from './schema.ts'

/** The plan of an organisation of the caller, and all there are. */
export async function getPlan(
  ctx: Context & { actor: SignedIn },
  { id }: OrganisationRef,
): Promise<OrganisationPlan> {
  const { plan } = await presentOrganisation(ctx, await requireAccess(ctx, id))
  return { plan, plans: [...PLANS] }
}

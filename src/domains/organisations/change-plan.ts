import { OrganisationEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { PLANS } from '../../auth/plans.ts'
import { orgId } from '../../lib/public-id.ts'
import { audit } from '../audit/index.ts'
import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { lockOrganisation } from './access.ts'
import { mayChangePlan } from './policy.ts'
import type { ChangePlan, OrganisationPlan } from './schema.ts'

/** Changes the plan of an organisation, for every call from the next one on; audited when it is another one. */
export async function changePlan(
  ctx: Context & { actor: SignedIn },
  { id, plan }: ChangePlan,
): Promise<OrganisationPlan> {
  await transaction(ctx, async (tx) => {
    const { role } = await lockOrganisation(tx, ctx, id)
    if (!mayChangePlan(role)) throw forbidden('Only an owner of the organisation changes its plan.')
    const organisation = await tx.findOneOrFail(OrganisationEntity, id)
    const details = { old_plan: organisation.plan, new_plan: plan }
    if (organisation.plan === plan) return
    tx.assign(organisation, { plan, updatedAt: ctx.app.clock.now() })
    audit(tx, ctx, {
      action: 'organization.plan_change',
      targetType: 'organization',
      targetId: orgId.encode(id),
      details,
    })
  })
  return { plan, plans: [...PLANS] }
}

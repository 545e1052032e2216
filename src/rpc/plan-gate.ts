import { type Feature, plansWith } from '../auth/plans.ts'
import { DomainError } from '../domains/errors.ts'
import { t } from './trpc.ts'

/**
 * Lets API keys through only when the plan of their organisation has the feature at this very call: 403
 * `plan_gated`. People with a session and anonymous callers pass.
 */
export const onPlan = (feature: Feature) =>
  t.procedure.meta({ plan: feature }).use(({ ctx, next }) => {
    if (ctx.actor.kind !== 'key') return next()
    const { plan } = ctx.actor
    if (plansWith(feature).includes(plan)) return next()
    throw new DomainError('plan_gated', REFUSALS[feature], {
      details: { current_plan: plan, required_plans: plansWith(feature) },
    })
  })

const REFUSALS: Record<Feature, string> = {
  'tenant-api': 'The public REST API is available on Pro and higher plans. Upgrade in /admin/billing.',
}

import { OrganisationEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { forbidden } from '../errors.ts'
import { auditStaff, lockOrganisation } from './access.ts'
import { mayAdminister } from './policy.ts'
import { presentApiSettings } from './present.ts'
import type { ApiSettings, UpdateApiSettings } from './schema.ts'

/** Sets or clears the rate limit of keys without one of their own, which holds from their next call on. */
export async function updateApiSettings(
  ctx: Context & { actor: SignedIn },
  { id, default_rate_limit_per_minute }: UpdateApiSettings,
): Promise<ApiSettings> {
  await transaction(ctx, async (tx) => {
    const access = await lockOrganisation(tx, ctx, id)
    if (!mayAdminister(access.role)) {
      throw forbidden('Only an owner or admin of the organisation changes its API settings.')
    }
    const changes = {
      defaultRateLimitPerMinute: default_rate_limit_per_minute,
      updatedAt: ctx.app.clock.now(),
    }
    await tx.nativeUpdate(OrganisationEntity, { id }, changes)
    auditStaff(tx, ctx, access, 'organization.api_settings_change', { default_rate_limit_per_minute })
  })
  return presentApiSettings(ctx, id)
}

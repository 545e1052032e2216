import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { forbidden } from '../errors.ts'
import { requireAccess } from './access.ts'
import { mayAdminister } from './policy.ts'
import { presentApiSettings } from './present.ts'
import type { ApiSettings, OrganisationRef } from './schema.ts'

/** The API settings of an organisation, for its owners and admins. */
export async function getApiSettings(
  ctx: Context & { actor: SignedIn },
  { id }: OrganisationRef,
): Promise<ApiSettings> {
  const { role } = await requireAccess(ctx, id)
  if (!mayAdminister(role))
    throw forbidden('Only an owner or admin of the organisation sees its API settings.')
  return presentApiSettings(ctx, id)
}

import type { SignedIn } from '../../auth/actor.ts'
import type { Context } from '../context.ts'
import { requireAccess } from './access.ts'
import { presentOrganisation } from './present.ts'
import type { Organisation, OrganisationRef } from './schema.ts'

/** An organisation of the caller. 404 for one of others. */
export const getOrganisation = async (
  ctx: Context & { actor: SignedIn },
  { id }: OrganisationRef,
): Promise<Organisation> => presentOrganisation(ctx, await requireAccess(ctx, id))

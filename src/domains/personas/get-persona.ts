import type { Context } from '../context.ts'
import { requireOrg } from '../organisations/index.ts'
import { readPersona } from './present.ts'
import type { Persona, PersonaPath } from './schema.ts'

/** A persona of the organisation that the caller works in. Others: 404. */
export async function getPersona(ctx: Context, { id }: PersonaPath): Promise<Persona> {
  const { orgId } = await requireOrg(ctx)
  return readPersona(ctx.app.sql.within({ orgId }), orgId, id)
}

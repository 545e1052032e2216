import type { Known } from '../../auth/actor.ts'
import { orgId as publicOrgId } from '../../lib/public-id.ts'
import { type Context, transaction } from '../context.ts'
import { notFound } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { insertPersona } from './insert-persona.ts'
import { readPersona } from './present.ts'
import type { CreatePersona, Persona } from './schema.ts'

/** Makes a persona in an organisation of the caller: the one that is named, else the one they work in. Others: 404. */
export async function createPersona(
  ctx: Context & { actor: Known },
  { name, description, orgId: named }: CreatePersona,
): Promise<Persona> {
  const orgHeader = named === undefined ? ctx.orgHeader : publicOrgId.encode(named)
  const { orgId } = await requireOrg({ ...ctx, orgHeader })
  // A key acts for its own organisation, whatever is named.
  if (named !== undefined && named !== orgId) throw notFound('Organisation')
  const createdBy = ctx.actor.userId
  const id = await transaction(
    ctx,
    (tx) => insertPersona(tx, ctx, { orgId, name, description: description || null, createdBy }),
    { orgId },
  )
  return readPersona(ctx.app.sql.within({ orgId }), orgId, id)
}

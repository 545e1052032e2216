import { PersonaEntity } from '../../../entities/index.ts'
import { type Context, transaction } from '../context.ts'
import { notFound } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { markListingsOf } from '../search-queue/index.ts'
import { readPersona } from './present.ts'
import type { Persona, UpdatePersona } from './schema.ts'

/** Changes the fields that are sent; null clears the description. The slug stays. Personas of others: 404. */
export async function updatePersona(
  ctx: Context,
  { id, name, description }: UpdatePersona,
): Promise<Persona> {
  const { orgId } = await requireOrg(ctx)
  await transaction(
    ctx,
    async (tx) => {
      const changed = await tx.nativeUpdate(
        PersonaEntity,
        { id, orgId },
        {
          ...(name !== undefined && { name }),
          ...(description !== undefined && { description: description || null }),
          updatedAt: ctx.app.clock.now(),
        },
      )
      if (changed === 0) throw notFound('Persona')
      if (name !== undefined) await markListingsOf(tx, ctx, { personaId: id })
    },
    { orgId },
  )
  return readPersona(ctx.app.sql.within({ orgId }), orgId, id)
}

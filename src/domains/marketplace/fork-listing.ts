import type { Known } from '../../auth/actor.ts'
import { enter } from '../../database/tenancy.ts'
import { type Context, transaction } from '../context.ts'
import { conflict, forbidden } from '../errors.ts'
import { allowsDerivatives, type ListingPath } from '../listings/index.ts'
import { requireOrg } from '../organisations/index.ts'
import { insertPersona, type Persona, readPersona } from '../personas/index.ts'
import { enterOffer } from './enter-offer.ts'
import { hasBought } from './ownership.ts'

const SOURCE = 'select name, description from personas where id = ?'

/** Makes a persona of the caller's organisation out of a listing's. A licence that forbids it: 403; unpaid: 409. */
export async function forkListing(ctx: Context & { actor: Known }, { id }: ListingPath): Promise<Persona> {
  const { orgId } = await requireOrg(ctx)
  const { userId: createdBy } = ctx.actor
  const personaId = await transaction(ctx, async (tx) => {
    const offer = await enterOffer(tx, ctx, orgId, id)
    if (!allowsDerivatives(offer.license)) {
      throw forbidden(`The license ${offer.license} does not allow derivatives.`)
    }
    if (offer.priceUsdMicros > 0 && !offer.isOwn && !(await hasBought(tx, id, createdBy))) {
      throw conflict('This listing has a price: buy it first.')
    }
    await tx.execute('update listings set forks = forks + 1 where id = ?', [id])
    type Source = { name: string; description: string | null }
    const [source] = await tx.execute<Source[]>(SOURCE, [offer.personaId])
    if (!source) throw new Error(`The persona of the listing ${id} is gone.`)
    await enter(tx, { orgId })
    return insertPersona(tx, ctx, { ...source, orgId, createdBy, forkedFrom: offer.personaId })
  })
  return readPersona(ctx.app.sql.within({ orgId }), orgId, personaId)
}

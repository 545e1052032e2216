import { newId } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import { isoTime } from '../../database/json.ts'
import { enter } from '../../database/tenancy.ts'
import { listingId } from '../../lib/public-id.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import type { ListingPath } from '../listings/index.ts'
import { requireOrg } from '../organisations/index.ts'
import { markCountedListing } from '../search-queue/index.ts'
import { enterOffer } from './enter-offer.ts'
import { hasBought } from './ownership.ts'
import type { Install } from './schema.ts'

const INSERT = `
  insert into listing_installs (id, org_id, listing_id, user_id, installed_at) values (?, ?, ?, ?, ?)
  on conflict (listing_id, user_id) do nothing returning id`
const FIND = `
  select json_build_object('installId', id, 'listingId', ${listingId.sql('listing_id')},
    'installedAt', ${isoTime('installed_at')}) as install
  from listing_installs where listing_id = ? and user_id = ?`

/** Installs a listing for the caller, once: again, also when it is off the marketplace, gives the same. Unpaid: 409. */
export async function installListing(ctx: Context & { actor: Known }, { id }: ListingPath): Promise<Install> {
  const { orgId } = await requireOrg(ctx)
  const { userId } = ctx.actor
  return transaction(ctx, async (tx) => {
    const before = await find(tx, id, userId)
    if (before) return before
    const offer = await enterOffer(tx, ctx, orgId, id)
    if (offer.priceUsdMicros > 0 && !(await hasBought(tx, id, userId))) {
      throw conflict(
        `This listing has a price: buy it first (POST /marketplace/listings/${listingId.encode(id)}/purchase).`,
      )
    }
    await enter(tx, { orgId })
    const values = [newId(), orgId, id, userId, ctx.app.clock.now()]
    if ((await tx.execute<object[]>(INSERT, values)).length > 0) {
      await enter(tx, { orgId: offer.orgId })
      await tx.execute('update listings set installs = installs + 1 where id = ?', [id])
      await markCountedListing(tx, ctx, id)
      ctx.answer.setStatus(201)
    }
    const install = await find(tx, id, userId)
    if (!install) throw new Error('an installation was neither made nor there')
    return install
  })
}

async function find(tx: Tx, id: string, userId: string): Promise<Install | undefined> {
  const [row] = await tx.execute<{ install: Install }[]>(FIND, [id, userId])
  return row?.install
}

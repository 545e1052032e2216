import type { ListingEntity } from '../../../entities/index.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict } from '../errors.ts'
import { type CurrentOrg, requireOrg } from '../organisations/index.ts'
import { announce } from './announce.ts'
import { changeStatus } from './change-status.ts'
import { judge, rejection } from './judge.ts'
import { isMoreRestrictive } from './licenses.ts'
import { lockEditableListing } from './lock-listing.ts'
import { requireCategory } from './publish-listing.ts'
import { readOwnListing } from './read-listing.ts'
import type { MarketplaceListing, UpdateListing } from './schema.ts'

/**
 * Changes the fields that are sent. A more restrictive licence of a published listing begins a new moderation: it is
 * `in_review` until a verdict comes. What the moderator rejects changes nothing: 422. Other members, and others'
 * published listings: 403; everything else of others: 404; a removed listing: 409.
 */
export async function updateListing(ctx: Context, input: UpdateListing): Promise<MarketplaceListing> {
  const org = await requireOrg(ctx)
  await requireAcceptable(ctx, org, input)
  await transaction(ctx, (tx) => change(tx, ctx, org, input), { orgId: org.orgId })
  return readOwnListing(ctx, org.orgId, input.id)
}

/** Published texts are judged before they change: else everything could be written once the listing is approved. */
async function requireAcceptable(ctx: Context, { orgId }: CurrentOrg, input: UpdateListing): Promise<void> {
  const { id, categoryId: _, ...changes } = input
  const before = await readOwnListing(ctx, orgId, id).catch(() => undefined)
  if (before?.status !== 'published') return
  const verdict = await judge(ctx.app, { ...before, ...definedOf(changes) })
  if (verdict.kind === 'rejected') throw rejection(id, verdict)
}

async function change(tx: Tx, ctx: Context, org: CurrentOrg, input: UpdateListing): Promise<void> {
  const listing = await lockEditableListing(tx, ctx, org, input.id)
  if (listing.status === 'removed') throw conflict('This listing was removed by the staff.')
  await requireCategory(tx, input.categoryId)
  const now = ctx.app.clock.now()
  const isReviewed = listing.status === 'published' && isTightened(listing, input)
  const { id, categoryId, ...changes } = input
  tx.assign(listing, { ...definedOf(changes), updatedAt: now })
  if (categoryId !== undefined) tx.assign(listing, { category: categoryId })
  if (isReviewed) {
    changeStatus(listing, 'restrict_license', now)
    await ctx.app.jobs.enqueue(tx, 'moderate-listing', { listingId: id, orgId: org.orgId })
  }
  await announce(tx, ctx, 'listing.updated', id)
}

const isTightened = ({ license }: ListingEntity, input: UpdateListing): boolean =>
  input.license !== undefined && isMoreRestrictive(license, input.license)

const definedOf = <T extends object>(changes: T): Partial<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>

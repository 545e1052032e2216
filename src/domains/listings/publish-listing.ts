import { CategoryEntity, ListingEntity, newId } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import { listingId, personaId, orgId as publicOrgId } from '../../lib/public-id.ts'
import { slugOf } from '../../lib/slug.ts'
import type { Verdict } from '../../ports/moderator/moderator.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { invalid } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { announce } from './announce.ts'
import { applyVerdict, changeStatus } from './change-status.ts'
import { judge, rejection } from './judge.ts'
import { readOwnListing } from './read-listing.ts'
import { requirePersona } from './require-persona.ts'
import type { CreateListing, MarketplaceListing, PublishedListing } from './schema.ts'

/**
 * Offers a persona: the moderator judges the draft, and it is stored with the verdict in one transaction, so that
 * nothing is left half submitted. Rejected, the row is kept `unpublished` and the answer is 422 with its id.
 */
export async function publishListing(
  ctx: Context & { actor: Known },
  input: CreateListing,
): Promise<PublishedListing> {
  const { orgId } = await requireOrg(ctx)
  await requirePersona(ctx, orgId, input.personaId)
  const id = newId()
  const draft = draftOf(ctx, { id, orgId, input })
  const verdict = await judge(ctx.app, draft)
  await transaction(ctx, (tx) => insertListing(tx, ctx, { id, orgId, input, draft, verdict }), { orgId })
  if (verdict.kind === 'rejected') throw rejection(id, verdict)
  const { kind, reason } = verdict
  return { listing: await readOwnListing(ctx, orgId, id), verdict: { kind, reason } }
}

interface Draft {
  id: string
  orgId: string
  input: CreateListing
}

/** The last part of the id makes the slug unique, and tells nothing of what others have. */
const slugFor = (title: string, id: string): string => `${slugOf(title, 'listing')}-${id.slice(-8)}`

function draftOf(ctx: Context, { id, orgId, input }: Draft): MarketplaceListing {
  const { categoryId: _, ...offered } = input
  return {
    ...offered,
    listingId: listingId.encode(id),
    slug: slugFor(input.title, id),
    orgId: publicOrgId.encode(orgId),
    personaId: personaId.encode(input.personaId),
    status: 'draft',
    ratingsAvg: 0,
    ratingsCount: 0,
    installs: 0,
    forks: 0,
    publishedAt: '',
    updatedAt: ctx.app.clock.now().toISOString(),
    moderationFlags: [],
  }
}

async function insertListing(
  tx: Tx,
  ctx: Context & { actor: Known },
  { id, orgId, input, draft, verdict }: Draft & { draft: MarketplaceListing; verdict: Verdict },
): Promise<void> {
  await requireCategory(tx, input.categoryId)
  const now = ctx.app.clock.now()
  const { title, summary, description, license, priceUsdMicros, tags } = input
  const listing = tx.create(ListingEntity, {
    ...{ id, orgId, title, summary, description, license, priceUsdMicros, tags },
    slug: draft.slug,
    persona: input.personaId,
    seller: ctx.actor.userId,
    category: input.categoryId ?? null,
    status: 'draft',
    createdAt: now,
    updatedAt: now,
  })
  changeStatus(listing, 'submit', now)
  applyVerdict(listing, verdict, now)
  await tx.persist(listing).flush()
  if (verdict.kind !== 'rejected') await announce(tx, ctx, 'listing.created', id)
}

/** A category that listings can be in; an unknown one: 422. */
export async function requireCategory(tx: Tx, id: string | null | undefined): Promise<void> {
  if (!id || (await tx.count(CategoryEntity, { id, isActive: true }))) return
  throw invalid({ path: 'categoryId', message: `there is no category ${id}` })
}

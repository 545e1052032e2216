import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newListing, REJECTED } from '../../support/listings.ts'
import { newMember } from '../../support/orgs.ts'
import { CATEGORY } from '../../support/plugins.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'

const app = testApp()
const call = callerOf(app)

let own: TestTenant
let stranger: TestTenant
beforeAll(async () => {
  own = await newTenant(call)
  stranger = await newTenant(call)
})

const update = (id: string, body: object, as: CallOptions = own.session) =>
  call(`PATCH /marketplace/listings/${id}`, { ...as, body })
const runJobs = () => app.current.services.jobs.runPending()

describe('PATCH /marketplace/listings/{id}', () => {
  it('changes what is sent and keeps the rest', async () => {
    const listing = await newListing(call, own.session, { tags: ['old'], description: 'Stays' })
    const { status, body } = await update(
      listing.listingId,
      { summary: 'New', tags: ['a', 'b', 'a'] },
      own.key,
    )
    expect(status).toBe(200)
    expect(body).toEqual({ ...listing, summary: 'New', tags: ['a', 'b'], updatedAt: body.updatedAt })
    await update(listing.listingId, { categoryId: CATEGORY.chat })
    const { body: exported } = await call(`GET /listings/${listing.listingId}`, own.key)
    expect(exported.category_id).toBe(CATEGORY.chat)
    await update(listing.listingId, { categoryId: null })
    expect((await call(`GET /listings/${listing.listingId}`, own.key)).body.category_id).toBeNull()
  })

  const ORDER = ['cc_by', 'cc_by_sa', 'cc_by_nc', 'cc_by_nd', 'commercial', 'proprietary']
  it.each(ORDER.flatMap((from) => ORDER.map((to) => [from, to])))(
    'judges a change from %s to %s by what it takes away',
    async (from, to) => {
      const { listingId } = await newListing(call, own.session, { license: from })
      const { body } = await update(listingId, { license: to })
      const isTighter = ORDER.indexOf(to) > ORDER.indexOf(from)
      expect(body).toMatchObject({ license: to, status: isTighter ? 'in_review' : 'published' })
    },
  )

  it('publishes a tightened listing again when the moderator lets it pass, and keeps its first date', async () => {
    const { listingId, publishedAt } = await newListing(call, own.session)
    await update(listingId, { license: 'proprietary' })
    await runJobs()
    const { body } = await call(`GET /listings/${listingId}`, own.key)
    expect(body).toMatchObject({ status: 'published', license: 'proprietary', published_at: publishedAt })
    const types = await execute(
      app.current,
      `select type, data->>'status' as status from outbox_events where data->>'id' = ? order by seq`,
      [listingId],
    )
    expect(types).toEqual([
      { type: 'listing.created', status: 'published' },
      { type: 'listing.updated', status: 'in_review' },
      { type: 'listing.updated', status: 'published' },
    ])
  })

  it('judges what was changed meanwhile again, and leaves alone what was decided meanwhile', async () => {
    const { listingId } = await newListing(call, own.session)
    await update(listingId, { license: 'commercial' })
    await update(listingId, { priceUsdMicros: 5_000_000_000 })
    await runJobs()
    expect((await call(`GET /listings/${listingId}`, own.key)).body.status).toBe('in_review')
    const other = await newListing(call, own.session)
    await update(other.listingId, { license: 'commercial' })
    await call(`POST /marketplace/listings/${other.listingId}/withdraw`, own.session)
    await runJobs()
    expect((await call(`GET /listings/${other.listingId}`, own.key)).body.status).toBe('unpublished')
  })

  it('does not let texts in through an update that the moderator rejects', async () => {
    const listing = await newListing(call, own.session)
    const { status, body } = await update(listing.listingId, { title: REJECTED.title })
    expect(status).toBe(422)
    expect(body.error).toMatchObject({ code: 'moderation_rejected', listing_id: listing.listingId })
    expect((await call(`GET /listings/${listing.listingId}`, own.key)).body.title).toBe(listing.title)
  })

  it('is for the seller and the admins; 403 for other members and for strangers who see it', async () => {
    const seller = await newMember(call, own.owner, own.org, 'member')
    const member = await newMember(call, own.owner, own.org, 'member')
    const admin = await newMember(call, own.owner, own.org, 'admin')
    const { listingId } = await newListing(call, inOrg(seller, own.org))
    for (const [as, status] of [
      [inOrg(seller, own.org), 200],
      [inOrg(admin, own.org), 200],
      [own.key, 200],
      [inOrg(member, own.org), 403],
      [stranger.session, 403],
      [stranger.key, 403],
      [{}, 401],
    ] as const) {
      expect((await update(listingId, { summary: 'Mine' }, as)).status).toBe(status)
    }
  })

  it('does not tell strangers of what is not published', async () => {
    const { listingId } = await newListing(call, own.session, { priceUsdMicros: 2_000_000_000 })
    for (const as of [stranger.session, stranger.key]) {
      expect((await update(listingId, { summary: 'Mine' }, as)).status).toBe(404)
      expect((await update('lst_0198f2c0-5a6b-7c8d-9e0f-1a2b3c4d5e6f', { summary: 'x' }, as)).status).toBe(
        404,
      )
    }
  })

  it.each([
    ['nothing', {}],
    ['an empty title', { title: '' }],
    ['null as its licence', { license: null }],
    ['a negative price', { priceUsdMicros: -1 }],
    ['21 tags', { tags: Array.from({ length: 21 }, (_, index) => `${index}`) }],
  ])('refuses %s', async (_, body) => {
    const { listingId } = await newListing(call, own.session)
    expect((await update(listingId, body)).status).toBe(422)
  })
})

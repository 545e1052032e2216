import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { FINE, FLAGGED, newListing, newPersona, REJECTED } from '../../support/listings.ts'
import { newMember } from '../../support/orgs.ts'
import { CATEGORY } from '../../support/plugins.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'

const app = testApp()
const call = callerOf(app)

let own: TestTenant
let stranger: TestTenant
let personaId: string
beforeAll(async () => {
  own = await newTenant(call)
  stranger = await newTenant(call)
  personaId = await newPersona(call, own.session)
})

const publish = (as: CallOptions, body: object) =>
  call('POST /marketplace/listings', { ...as, body: { personaId, ...body } })
const events = (id: string) =>
  execute(
    app.current,
    `select type, for_org as org_id, data->>'status' as status from outbox_events where data->>'id' = ? order by seq`,
    [id],
  )

describe('POST /marketplace/listings', () => {
  it('publishes what the moderator approves, and answers listing and verdict', async () => {
    const tags = ['fantasy', ' npc ', 'fantasy']
    const { status, body } = await publish(own.key, {
      ...FINE,
      tags,
      description: 'Ask him.',
      categoryId: null,
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      listing: {
        listingId: expect.stringMatching(/^lst_/),
        slug: expect.stringMatching(/^wise-innkeeper-[0-9a-f]{8}$/),
        orgId: own.org.id,
        personaId,
        title: 'Wise Innkeeper',
        summary: 'Knows every rumour.',
        description: 'Ask him.',
        license: 'cc_by',
        priceUsdMicros: 0,
        status: 'published',
        ratingsAvg: 0,
        ratingsCount: 0,
        installs: 0,
        forks: 0,
        tags: ['fantasy', 'npc'],
        publishedAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
        moderationFlags: [],
      },
      verdict: { kind: 'approved', reason: expect.any(String) },
    })
    expect(await events(body.listing.listingId)).toEqual([
      { type: 'listing.created', org_id: own.org.id.slice(4), status: 'published' },
    ])
  })

  it('keeps what is flagged in review, with its flags', async () => {
    const { status, body } = await publish(own.session, FLAGGED)
    expect(status).toBe(201)
    expect(body.verdict.kind).toBe('flagged_for_review')
    expect(body.listing).toMatchObject({
      status: 'in_review',
      publishedAt: '',
      moderationFlags: ['unusual_price'],
    })
  })

  it('keeps what is rejected unpublished and says why, and announces nothing', async () => {
    const { status, body } = await publish(own.session, REJECTED)
    expect(status).toBe(422)
    expect(body.error).toMatchObject({
      code: 'moderation_rejected',
      reason: expect.stringContaining('free robux'),
      listing_id: expect.stringMatching(/^lst_/),
    })
    const { listing_id } = body.error
    expect((await call(`GET /listings/${listing_id}`, own.key)).body).toMatchObject({ status: 'unpublished' })
    expect(await events(listing_id)).toEqual([])
  })

  it('flags what somebody offers already', async () => {
    const twin = { ...FINE, title: 'One and only' }
    expect((await publish(own.session, twin)).body.verdict.kind).toBe('approved')
    const theirs = await newPersona(call, stranger.session)
    const { body } = await publish(stranger.session, { ...twin, title: 'ONE and only', personaId: theirs })
    expect(body).toMatchObject({
      verdict: { kind: 'flagged_for_review' },
      listing: { moderationFlags: ['duplicate'] },
    })
  })

  it('is for every member of the organisation, who becomes the seller', async () => {
    const member = await newMember(call, own.owner, own.org, 'member')
    const { listingId } = await newListing(call, inOrg(member, own.org))
    expect((await call(`GET /listings/${listingId}`, own.key)).body.seller_id).toBe(member.profile.id)
  })

  it('does not offer the personas of others: 403 where everybody knows them, else 404', async () => {
    const hidden = await newPersona(call, own.session)
    const known = (await newListing(call, own.session)).personaId
    for (const as of [stranger.session, stranger.key]) {
      expect((await publish(as, { ...FINE, personaId: hidden })).status).toBe(404)
      expect((await publish(as, { ...FINE, personaId: known })).status).toBe(403)
    }
    const absent = 'psn_0198f2b1-2c4d-7a10-9f3e-5b6c7d8e9f01'
    expect((await publish(own.key, { ...FINE, personaId: absent })).status).toBe(404)
    expect((await publish({}, FINE)).status).toBe(401)
  })

  it('puts it into a category of the registry', async () => {
    const { listingId } = await newListing(call, own.session, { categoryId: CATEGORY.library })
    expect((await call(`GET /listings/${listingId}`, own.key)).body.category_id).toBe(CATEGORY.library)
    const unknown = 'c2000000-0000-0000-0000-000000000099'
    expect((await publish(own.key, { ...FINE, categoryId: unknown })).body.error.issues).toMatchObject([
      { path: 'categoryId' },
    ])
  })

  it.each([
    ['no title', { title: undefined }],
    ['an empty summary', { summary: ' ' }],
    ['a title of 121 characters', { title: 'x'.repeat(121) }],
    ['an unknown licence', { license: 'gpl' }],
    ['a negative price', { priceUsdMicros: -1 }],
    ['a fractional price', { priceUsdMicros: 1.5 }],
    ['a price beyond 2^53', { priceUsdMicros: 9_007_199_254_740_992 }],
    ['a price as a text', { priceUsdMicros: '5' }],
    ['1,000 tags', { tags: Array.from({ length: 1000 }, (_, index) => `tag-${index}`) }],
    ['an empty tag', { tags: [''] }],
    ['a tag of 1,000 characters', { tags: ['x'.repeat(1000)] }],
    ['tags that are no list', { tags: 'fantasy' }],
    ['a persona that is none', { personaId: 'psn_1' }],
  ])('refuses %s', async (_, body) => {
    const answer = await publish(own.session, { ...FINE, ...body })
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'validation_failed' } } })
  })
})

describe('a listing that was rejected or withdrawn', () => {
  it('is submitted again, and judged again', async () => {
    const rejected = await publish(own.session, REJECTED)
    const id = rejected.body.error.listing_id
    const submit = () => call(`POST /marketplace/listings/${id}/submit`, own.session)
    expect((await submit()).body.error.code).toBe('moderation_rejected')
    await call(`PATCH /marketplace/listings/${id}`, { ...own.session, body: { title: 'Harmless now' } })
    expect(await submit()).toMatchObject({ status: 200, body: { listing: { status: 'published' } } })
    expect((await submit()).status).toBe(409)
    for (const as of [stranger.session, stranger.key]) {
      expect((await call(`POST /marketplace/listings/${id}/submit`, as)).status).toBe(403)
    }
  })

  it('leaves the marketplace once, and is announced', async () => {
    const { listingId } = await newListing(call, own.session)
    const withdraw = (as: CallOptions) => call(`POST /marketplace/listings/${listingId}/withdraw`, as)
    expect((await withdraw(stranger.key)).status).toBe(403)
    const answers = await Promise.all(Array.from({ length: 10 }, () => withdraw(own.key)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
    expect((await events(listingId)).map(({ type }) => type)).toEqual([
      'listing.created',
      'listing.withdrawn',
    ])
    expect((await withdraw(stranger.key)).status).toBe(404)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { FINE, newListing } from '../../support/listings.ts'
import { newMember } from '../../support/orgs.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)
const PRICE = 4_990_000

let seller: TestTenant
let buyer: TestTenant
beforeAll(async () => {
  seller = await newTenant(call)
  buyer = await newTenant(call)
})

const offer = async (overrides: object = {}): Promise<string> =>
  (await newListing(call, seller.session, overrides)).listingId
const act = (verb: string, id: string, as: CallOptions = buyer.session) =>
  call(`POST /marketplace/listings/${id}/${verb}`, as)
const rate = (id: string, rating: unknown, as: CallOptions = buyer.session) =>
  call(`PUT /marketplace/listings/${id}/rating`, { ...as, body: { rating } })
const view = async (id: string) => (await call(`GET /marketplace/listings/${id}`)).body
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort()

describe('installing', () => {
  it('happens once per person, and again gives the same', async () => {
    const id = await offer()
    const answers = await Promise.all(Array.from({ length: 20 }, () => act('install', id)))
    expect(statuses(answers)).toEqual([...Array(19).fill(200), 201])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toHaveLength(1)
    expect(answers[0]?.body).toEqual({
      installId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      listingId: id,
      installedAt: expect.stringMatching(/Z$/),
    })
    expect((await view(id)).installs).toBe(1)
    expect((await act('install', id, { token: buyer.owner.token })).status).toBe(200)
  })

  it('of what has a price waits for the purchase', async () => {
    const id = await offer({ priceUsdMicros: PRICE })
    expect((await act('install', id)).status).toBe(409)
    expect((await act('purchase', id)).status).toBe(201)
    expect((await act('install', id)).status).toBe(201)
  })

  it('stays when the listing leaves the marketplace, where strangers find nothing any more', async () => {
    const id = await offer()
    await act('install', id)
    await act('withdraw', id, seller.session)
    expect((await act('install', id)).status).toBe(200)
    const stranger = { token: (await signUp(call)).token }
    for (const verb of ['install', 'purchase', 'fork'])
      expect((await act(verb, id, stranger)).status).toBe(404)
    expect((await rate(id, 5, stranger)).status).toBe(404)
    expect((await act('install', id, seller.session)).status).toBe(409)
    expect((await call(`GET /marketplace/listings/${id}`, stranger)).status).toBe(404)
    expect((await call(`GET /marketplace/listings/${id}`, seller.session)).body.status).toBe('unpublished')
  })
})

describe('buying', () => {
  it('records an order at the price of the moment, once, and announces the sale to the seller', async () => {
    const id = await offer({ priceUsdMicros: PRICE })
    const answers = await Promise.all(Array.from({ length: 20 }, () => act('purchase', id)))
    expect(statuses(answers)).toEqual([201, ...Array(19).fill(409)])
    const order = answers.find(({ status }) => status === 201)?.body
    expect(order).toEqual({
      orderId: expect.stringMatching(/^ord_/),
      listingId: id,
      buyerId: buyer.owner.profile.id,
      amountUsdMicros: PRICE,
      status: 'completed',
      createdAt: expect.stringMatching(/Z$/),
    })
    const sold = await execute(
      app.current,
      `select for_org as org_id, data from outbox_events where type = 'listing.sold' and data->>'id' = ?`,
      [id],
    )
    expect(sold).toMatchObject([
      {
        org_id: seller.org.id.slice(4),
        data: {
          id,
          price_usd_micros: PRICE,
          order_id: order.orderId,
          buyer_id: order.buyerId,
          amount_usd_micros: PRICE,
        },
      },
    ])
    await call(`PATCH /marketplace/listings/${id}`, {
      ...seller.session,
      body: { priceUsdMicros: 9_990_000 },
    })
    const later = { token: (await signUp(call)).token }
    expect((await act('purchase', id, later)).body.amountUsdMicros).toBe(9_990_000)
  })

  it('is refused for what is free, and to the organisation that sells it', async () => {
    expect((await act('purchase', await offer())).status).toBe(409)
    const id = await offer({ priceUsdMicros: PRICE })
    const member = await newMember(call, seller.owner, seller.org, 'member')
    for (const as of [seller.session, seller.key, inOrg(member, seller.org), { token: member.token }]) {
      expect((await act('purchase', id, as)).status).toBe(409)
    }
  })

  it('is undone when the payment fails', async () => {
    const { payments } = app.current.services
    const charge = payments.charge
    const id = await offer({ priceUsdMicros: PRICE })
    payments.charge = () => Promise.reject(new Error('the bank is closed'))
    try {
      expect((await act('purchase', id)).status).toBe(500)
    } finally {
      payments.charge = charge
    }
    expect((await act('install', id)).status).toBe(409)
    expect((await act('purchase', id)).status).toBe(201)
  })
})

describe('forking', () => {
  it('makes a persona of the caller’s organisation', async () => {
    const listing = await newListing(call, seller.session)
    const { status, body } = await act('fork', listing.listingId)
    expect(status).toBe(201)
    expect(body).toMatchObject({ orgId: buyer.org.id, name: 'Innkeeper', forkedFrom: listing.personaId })
    expect((await call(`GET /personas/${body.personaId}`, buyer.key)).status).toBe(200)
    expect((await view(listing.listingId)).forks).toBe(1)
  })

  it.each([
    ['cc_by', 201],
    ['cc_by_sa', 201],
    ['cc_by_nc', 201],
    ['cc_by_nd', 403],
    ['commercial', 403],
    ['proprietary', 403],
  ])('is allowed by the license: %s gives %i', async (license, status) => {
    expect((await act('fork', await offer({ license }))).status).toBe(status)
  })

  it('of what has a price waits for the purchase', async () => {
    const id = await offer({ priceUsdMicros: PRICE })
    expect((await act('fork', id)).status).toBe(409)
    await act('purchase', id)
    expect((await act('fork', id)).status).toBe(201)
  })
})

describe('rating', () => {
  it('counts each person once, with their last word', async () => {
    const id = await offer()
    await act('install', id)
    expect((await rate(id, 5)).body).toEqual({ rating: 5, ratingsAvg: 5, ratingsCount: 1 })
    const other = { token: (await signUp(call)).token }
    await act('install', id, other)
    expect((await rate(id, 2, other)).body).toEqual({ rating: 2, ratingsAvg: 3.5, ratingsCount: 2 })
    expect((await rate(id, 3)).body).toEqual({ rating: 3, ratingsAvg: 2.5, ratingsCount: 2 })
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        rate(id, (index % 5) + 1, index % 2 ? other : { token: buyer.owner.token }),
      ),
    )
    const [sums] = await execute(
      app.current,
      `select l.ratings_sum, l.ratings_count, sum(r.rating)::int as sum, count(*)::int as count
       from listings l join listing_ratings r on r.listing_id = l.id where l.id = ? group by l.id`,
      [id.slice(4)],
    )
    expect(sums).toMatchObject({ ratings_count: 2, count: 2 })
    expect(sums?.ratings_sum).toBe(sums?.sum)
  })

  it('is for those who have it, and not for its seller', async () => {
    const id = await offer()
    expect((await rate(id, 5)).status).toBe(403)
    await act('install', id, seller.session)
    expect((await rate(id, 5, seller.session)).status).toBe(403)
    const priced = await offer({ priceUsdMicros: PRICE })
    await act('purchase', priced)
    expect((await rate(priced, 4)).status).toBe(200)
  })

  it.each([0, 6, 4.5, '5', null, undefined])('refuses %j', async (rating) => {
    const id = await offer()
    await act('install', id)
    expect((await rate(id, rating)).status).toBe(422)
  })
})

describe('GET /marketplace/listings', () => {
  const browse = (query = '', as: CallOptions = {}) => call(`GET /marketplace/listings${query}`, as)
  const ids = (body: { data: { listingId: string }[] }) => body.data.map(({ listingId }) => listingId)

  it('shows everybody what is published and nothing else', async () => {
    const published = await offer({ tags: ['browse-me'] })
    await offer({ tags: ['browse-me'], priceUsdMicros: 2_000_000_000 })
    for (const as of [{}, buyer.session, buyer.key, seller.session]) {
      const { status, body } = await browse('?tag=browse-me', as)
      expect(status).toBe(200)
      expect(body).toMatchObject({ page: 1, perPage: 20, total: 1 })
      expect(ids(body)).toEqual([published])
      expect(body.data[0]).not.toHaveProperty('moderationFlags')
    }
  })

  it('filters and sorts', async () => {
    const cheap = await offer({ tags: ['sorted'], priceUsdMicros: 1_000_000, license: 'cc_by_nc' })
    const dear = await offer({ tags: ['sorted'], priceUsdMicros: 9_000_000 })
    const free = await offer({ tags: ['sorted'] })
    await act('install', free)
    await rate(free, 5)
    for (const [query, expected] of [
      ['sort=newest', [free, dear, cheap]],
      ['sort=price_asc', [free, cheap, dear]],
      ['sort=price_desc', [dear, cheap, free]],
      ['sort=installs&perPage=1', [free]],
      ['sort=rating&perPage=1', [free]],
      ['license=cc_by_nc', [cheap]],
      ['free=true', [free]],
      ['free=false&sort=price_asc', [cheap, dear]],
      ['perPage=2&page=2', [cheap]],
      ['categoryId=c2000000-0000-0000-0000-000000000015', []],
    ] as const) {
      expect([query, ids((await browse(`?tag=sorted&${query}`)).body)]).toEqual([query, expected])
    }
  })

  it.each(['?page=0', '?perPage=101', '?license=gpl', '?sort=best', '?free=maybe', '?categoryId=1'])(
    'refuses %s',
    async (query) => {
      expect((await browse(query)).status).toBe(422)
    },
  )

  it('is gated for keys of a starter organisation', async () => {
    const starter = await newTenant(call, 'starter')
    expect((await browse('', starter.key)).body.error.code).toBe('plan_gated')
    expect((await browse('', starter.session)).status).toBe(200)
  })

  it('gives one listing by its id and by its slug', async () => {
    const listing = await newListing(call, seller.session, FINE)
    expect(listing.status).toMatch(/published|in_review/)
    const published = await newListing(call, seller.session)
    for (const name of [published.listingId, published.slug]) {
      expect((await call(`GET /marketplace/listings/${name}`)).body.listingId).toBe(published.listingId)
    }
    for (const name of [
      'nobody-has-this',
      'lst_0198f2c0-5a6b-7c8d-9e0f-1a2b3c4d5e6f',
      '%00',
      'a'.repeat(400),
    ]) {
      expect((await call(`GET /marketplace/listings/${name}`)).status).toBe(404)
    }
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { newListing } from '../../support/listings.ts'
import { newMember } from '../../support/orgs.ts'
import { CATEGORY } from '../../support/plugins.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'

const app = testApp()
const call = callerOf(app)

let own: TestTenant
let stranger: TestTenant
let member: CallOptions
let memberId: string
beforeAll(async () => {
  own = await newTenant(call)
  stranger = await newTenant(call)
  const user = await newMember(call, own.owner, own.org, 'member')
  member = inOrg(user, own.org)
  memberId = user.profile.id
  for (let n = 0; n < 3; n++) await newListing(call, own.session)
  await newListing(call, own.session, { priceUsdMicros: 2_000_000_000, categoryId: CATEGORY.chat })
  await newListing(call, member, { categoryId: CATEGORY.chat })
  await newListing(call, stranger.session, { categoryId: CATEGORY.chat })
})

const list = (query = '', as: CallOptions = own.key) => call(`GET /listings${query}`, as)

describe('GET /listings', () => {
  it('shows the listings of the organisation in the shape of the source, newest first', async () => {
    const { status, body } = await list()
    expect(status).toBe(200)
    expect(body).toMatchObject({ page: 1, per_page: 20, total: 5, next_cursor: null })
    expect(body.data[0]).toEqual({
      id: expect.stringMatching(/^lst_/),
      slug: expect.any(String),
      seller_id: memberId,
      org_id: own.org.id,
      category_id: CATEGORY.chat,
      title: expect.any(String),
      summary: 'Knows every rumour.',
      description: '',
      license: 'cc_by',
      price_usd_micros: 0,
      status: 'published',
      tags: [],
      installs: 0,
      forks: 0,
      ratings_avg: 0,
      ratings_count: 0,
      published_at: expect.stringMatching(/Z$/),
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    })
    const times = body.data.map(({ created_at }: { created_at: string }) => created_at)
    expect(times).toEqual([...times].sort().reverse())
  })

  it.each([
    ['status', '?status=in_review', 1],
    ['seller', () => `?seller_id=${memberId}`, 1],
    ['category', `?category_id=${CATEGORY.chat}`, 2],
    ['all of them', () => `?status=published&seller_id=${memberId}&category_id=${CATEGORY.chat}`, 1],
    ['what nobody has', '?status=removed', 0],
  ])('filters by %s, and counts what it filters', async (_, query, total) => {
    const { body } = await list(typeof query === 'string' ? query : query())
    expect(body.total).toBe(total)
    expect(body.data).toHaveLength(total)
  })

  it('is exported by cursor without a gap or a repetition while new ones arrive', async () => {
    const before = (await list('?per_page=100')).body.data.map(({ id }: { id: string }) => id)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { body } = await list(`?per_page=2${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...body.data.map(({ id }: { id: string }) => id))
      cursor = body.next_cursor
      await newListing(call, own.session)
    } while (cursor)
    expect(seen).toEqual(before)
  })

  it('counts as the rows are, after whatever happened to them at once', async () => {
    const listings = await Promise.all(Array.from({ length: 6 }, () => newListing(call, own.session)))
    await Promise.all(
      listings.flatMap(({ listingId }, index) => [
        call(`POST /marketplace/listings/${listingId}/withdraw`, own.session),
        call(`PATCH /marketplace/listings/${listingId}`, {
          ...own.session,
          body: { categoryId: index % 2 ? CATEGORY.economy : null },
        }),
      ]),
    )
    const counted = (table: string, sum: string) =>
      execute(
        app.current,
        `select status, category_id, ${sum}::int as n from ${table} where org_id = ? group by 1, 2
         having ${sum} > 0 order by 1, 2`,
        [own.org.id.slice(4)],
      )
    expect(await counted('listing_counts', 'sum(listings)')).toEqual(await counted('listings', 'count(*)'))
  })

  it('shows each organisation its own', async () => {
    expect((await list('', stranger.key)).body.total).toBe(1)
    expect((await list('', { token: own.owner.token })).body.total).toBe(0)
    expect((await list('', inOrg(stranger.owner, own.org))).status).toBe(404)
    const [{ id }] = (await list('', stranger.key)).body.data
    for (const as of [own.key, own.session]) expect((await call(`GET /listings/${id}`, as)).status).toBe(404)
    expect((await call(`GET /listings/${id}`, stranger.session)).body.id).toBe(id)
  })

  it.each([
    '?page=0',
    '?per_page=101',
    '?page=2147483648',
    '?status=sold',
    '?seller_id=me',
    '?category_id=chat',
    '?cursor=eyJ9',
  ])('refuses %s', async (query) => {
    expect((await list(query)).status).toBe(422)
  })

  it('ends far behind the last page', async () => {
    expect((await list('?page=2147483647')).body).toMatchObject({ data: [], next_cursor: null })
  })
})

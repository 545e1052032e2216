import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { type CallOptions, callerOf } from '../../support/caller.ts'
import { execute, grantRole } from '../../support/execute.ts'
import { FLAGGED, newListing } from '../../support/listings.ts'
import { newMember } from '../../support/orgs.ts'
import { CATEGORY } from '../../support/plugins.ts'
import { indexed } from '../../support/search.ts'
import { inOrg, newTenant, type TestTenant } from '../../support/tenants.ts'
import { signUp, type TestUser } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

let seller: TestTenant
let buyer: TestTenant
let staff: TestUser
beforeAll(async () => {
  seller = await newTenant(call)
  buyer = await newTenant(call)
  staff = await signUp(call)
  await grantRole(app.current, staff.profile.id, 'admin')
})

type Parameters = Partial<Record<string, string>>

const browse = (parameters: Parameters, as = {}) =>
  call(`GET /marketplace/listings?${new URLSearchParams(parameters as Record<string, string>)}`, as)
const titles = async (parameters: Parameters, as = {}): Promise<string[]> => {
  const { status, body } = await browse(parameters, as)
  expect(status).toBe(200)
  return body.data.map(({ title }: { title: string }) => title)
}
/** A published listing of a title with a word that no other has. */
async function offer(overrides: object = {}, as: CallOptions = seller.session) {
  const word = `zq${randomUUID().replaceAll('-', '').slice(0, 12)}`
  const listing = await newListing(call, as, { title: `Wise ${word}`, ...overrides })
  await indexed(app)
  return { id: listing.listingId as string, title: listing.title as string, word }
}
const change = async (id: string, body: object) => {
  expect((await call(`PATCH /marketplace/listings/${id}`, { ...seller.session, body })).status).toBe(200)
  await indexed(app)
}
/** What happens every minute. */
const tended = async () => {
  const { orm, jobs } = app.current.services
  await orm.em.fork().transactional((tx) => jobs.enqueue(tx as never, 'tend-search', {}))
  await indexed(app)
}
const decide = async (id: string, decision: string) => {
  const body = { reason: 'Because.' }
  const answer = await call(`POST /admin/listings/${id}/${decision}`, { token: staff.token, body })
  expect(answer.status).toBe(200)
}

describe('searching the marketplace', () => {
  it('answers anybody with the listings as they are now', async () => {
    const { id, title, word } = await offer({ tags: ['npc'] })
    const { status, headers, body } = await browse({ q: word })
    expect(status).toBe(200)
    expect(headers.get('x-search-engine')).toBe(null)
    expect(body).toEqual({
      data: [(await call(`GET /marketplace/listings/${id}`)).body],
      page: 1,
      perPage: 20,
      total: 1,
    })
    expect(body.data[0]).toMatchObject({ title, status: 'published' })
    expect(body.data[0]).not.toHaveProperty('moderationFlags')
  })

  it('forgives typos, completes the last word, and finds the names of persona and seller', async () => {
    const { title, word } = await offer({ summary: 'Speaks of marzipan all day.' })
    expect(await titles({ q: `${word.slice(0, 6)}x${word.slice(7)}` })).toEqual([title])
    expect(await titles({ q: word.slice(0, 10) })).toEqual([title])
    expect(await titles({ q: `marzpan ${word}` })).toEqual([title])
    expect(await titles({ q: `innkeeper ${word}` })).toEqual([title])
    expect(await titles({ q: `${seller.owner.profile.username} ${word}` })).toEqual([title])
  })

  it('takes every filter and order together with a text', async () => {
    const word = `zq${randomUUID().slice(0, 8)}`
    const make = (title: string, overrides: object) => offer({ title: `${title} ${word}`, ...overrides })
    const category = { categoryId: CATEGORY.security }
    const cheap = await make('Cheap', { priceUsdMicros: 1_000_000, tags: ['a, "b" \\c'] })
    const free = await make('Free', { license: 'cc_by_nc', ...category })
    const dear = await make('Dear', { priceUsdMicros: 9_000_000, ...category, tags: ['NPC'] })
    const found = (parameters: Record<string, string>) => titles({ q: word, ...parameters })
    expect(await found({ free: 'true' })).toEqual([free.title])
    expect(await found({ license: 'cc_by_nc' })).toEqual([free.title])
    expect(await found({ tag: 'NPC' })).toEqual([dear.title])
    expect(await found({ tag: 'npc' })).toEqual([])
    expect(await found({ tag: 'a, "b" \\c' })).toEqual([cheap.title])
    expect(await found({ ...category, free: 'false' })).toEqual([dear.title])
    expect(await found({ categoryId: randomUUID() })).toEqual([])
    expect(await found({ sort: 'price_asc' })).toEqual([free, cheap, dear].map(({ title }) => title))
    expect(await found({ sort: 'price_desc' })).toEqual([dear, cheap, free].map(({ title }) => title))
    expect(await found({ sort: 'newest' })).toEqual([dear, free, cheap].map(({ title }) => title))
    expect((await found({ sort: 'relevance' })).toSorted()).toEqual((await found({})).toSorted())
    const pages = await Promise.all(['1', '2', '3', '4'].map((page) => found({ page, perPage: '1' })))
    expect(pages.flat().toSorted()).toEqual([cheap, free, dear].map(({ title }) => title).toSorted())
    expect((await browse({ q: word, page: '2', perPage: '2' })).body).toMatchObject({
      total: 3,
      page: 2,
      perPage: 2,
    })
  })

  it('without a text is the list as it was, newest first', async () => {
    const { title } = await offer()
    for (const parameters of [{}, { q: '' }, { q: '  ' }, { sort: 'relevance' }, { sort: 'newest' }]) {
      expect((await titles({ ...parameters, perPage: '1' }))[0]).toBe(title)
    }
  })

  it('orders by installs and ratings, which the index looks at every minute', async () => {
    const word = `zq${randomUUID().slice(0, 8)}`
    const first = await offer({ title: `First ${word}` })
    const second = await offer({ title: `Second ${word}` })
    await call(`POST /marketplace/listings/${first.id}/install`, buyer.session)
    await tended()
    expect(await titles({ q: word, sort: 'installs' })).toEqual([first.title, second.title])
    await call(`PUT /marketplace/listings/${first.id}/rating`, { ...buyer.session, body: { rating: 2 } })
    await call(`POST /marketplace/listings/${second.id}/install`, buyer.session)
    await call(`PUT /marketplace/listings/${second.id}/rating`, { ...buyer.session, body: { rating: 5 } })
    await tended()
    expect(await titles({ q: word, sort: 'rating' })).toEqual([second.title, first.title])
  })

  it('follows changes of the listing, of its persona and of its seller', async () => {
    const { id, word } = await offer()
    const { personaId } = (await call(`GET /marketplace/listings/${id}`)).body
    const title = `Renamed zq${randomUUID().slice(0, 8)}`
    await change(id, { title })
    expect(await titles({ q: word })).toEqual([])
    expect(await titles({ q: title })).toEqual([title])
    const [persona, person] = [`kw${randomUUID().slice(0, 8)}`, `vj${randomUUID().slice(0, 8)}`]
    await call(`PATCH /personas/${personaId}`, { ...seller.session, body: { name: `Bob ${persona}` } })
    await call('PUT /auth/me', { token: seller.owner.token, body: { display_name: `Zebulon ${person}` } })
    await indexed(app)
    expect(await titles({ q: persona })).toEqual([title])
    expect(await titles({ q: `${person} ${title}` })).toEqual([title])
  })
})

describe('what a search never shows', () => {
  it('is a listing that waits for review, until it is approved', async () => {
    const word = `zq${randomUUID().slice(0, 8)}`
    const { id, title } = await offer({ ...FLAGGED, title: `Golden ${word}` })
    for (const as of [{}, seller.session, buyer.key, { token: staff.token }]) {
      expect(await titles({ q: word }, as)).toEqual([])
    }
    await decide(id, 'approve')
    await indexed(app)
    expect(await titles({ q: word })).toEqual([title])
    await change(id, { license: 'proprietary' })
    await execute(app.current, `update listings set status = 'in_review' where id = ?`, [id.slice(4)])
    expect(await titles({ q: word })).toEqual([])
  })

  it.each([
    ['withdrawn', (id: string) => call(`POST /marketplace/listings/${id}/withdraw`, seller.session)],
    ['removed', (id: string) => decide(id, 'remove')],
  ])('is a listing that was %s, also before the index knows', async (_, end) => {
    const { id, word } = await offer()
    expect(await titles({ q: word })).toHaveLength(1)
    await end(id)
    for (const as of [{}, seller.session, buyer.session]) expect(await titles({ q: word }, as)).toEqual([])
    await indexed(app)
    expect((await browse({ q: word })).body.total).toBe(0)
    const left = 'select from listing_search_documents where listing_id = ?'
    expect(await execute(app.current, left, [id.slice(4)])).toEqual([])
  })

  it.each([
    ['everywhere', () => ({ token: staff.token })],
    ['in their organisation', () => seller.session],
  ])('is what a person offers who is shadow-banned %s, until that is lifted', async (_, moderator) => {
    const member = await newMember(call, seller.owner, seller.org, 'member')
    const as = inOrg(member, seller.org)
    const { title, word } = await offer({}, as)
    const act = async (action: string) => {
      const body = { action, affected_user_id: member.profile.id, reason: 'Spam' }
      expect((await call('POST /moderation/actions', { ...moderator(), body })).status).toBe(201)
    }
    await act('shadow_ban')
    expect(await titles({ q: word }, buyer.session)).toEqual([])
    await indexed(app)
    expect((await browse({ q: word })).body.total).toBe(0)
    const hidden = await offer({}, as)
    expect((await browse({ q: hidden.word })).body.total).toBe(0)
    await act('unshadow_ban')
    await indexed(app)
    expect(await titles({ q: word })).toEqual([title])
    expect(await titles({ q: hidden.word })).toEqual([hidden.title])
  })
})

describe('an odd search', () => {
  it.each([
    '"',
    "'; drop table listings; --",
    `' | ''`,
    '!(a | b):*',
    '<->',
    '%',
    '🎃',
    '...',
    '\\',
    'a '.repeat(100),
    'ﷺ'.repeat(50),
    '\u202ezq',
    '經濟',
    'a\u0000b',
  ])('is answered: %j', async (q) => {
    expect((await browse({ q })).status).toBe(200)
  })

  it('finds nothing without a letter or digit', async () => {
    expect((await browse({ q: '?!' })).body).toEqual({ data: [], page: 1, perPage: 20, total: 0 })
  })

  it('may ask for any page there is, and finds nothing behind the last', async () => {
    const { word } = await offer()
    const far = await browse({ q: word, page: '2147483647', perPage: '100' })
    expect(far).toMatchObject({ status: 200, body: { data: [], total: 1 } })
  })

  it.each([
    { q: 'a'.repeat(201) },
    { q: 'a', page: '0' },
    { q: 'a', page: '2147483648' },
    { q: 'a', perPage: '101' },
    { q: 'a', sort: 'price' },
    { q: 'a', license: 'mit' },
    { q: 'a', categoryId: 'chat' },
    { q: 'a', free: 'maybe' },
  ])('is refused with 422: %j', async (parameters) => {
    expect(await browse(parameters)).toMatchObject({
      status: 422,
      body: { error: { code: 'validation_failed' } },
    })
  })

  it('is gated by the plan of a key, and needs no scope', async () => {
    const starter = await newTenant(call, 'starter')
    expect((await browse({ q: 'a' }, starter.key)).status).toBe(403)
    expect((await browse({ q: 'a' }, buyer.key)).status).toBe(200)
  })
})

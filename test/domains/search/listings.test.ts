import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { fakeMeilisearch } from '../../support/fake-meilisearch.ts'
import { newListing } from '../../support/listings.ts'
import { newTenant, type TestTenant } from '../../support/tenants.ts'

const fake = await fakeMeilisearch({ key: 'the-key' })
const app = testApp({ env: { MEILISEARCH_URL: fake.url, MEILISEARCH_KEY: 'the-key' } })
const call = callerOf(app)

let seller: TestTenant
beforeAll(async () => {
  seller = await newTenant(call)
  // What the server does when it starts.
  await work()
})
afterEach(() => {
  fake.fault = fake.taskFault = undefined
})
afterAll(() => fake.close())

const work = () => app.current.services.jobs.runPending({ early: true })
const offer = async (title: string): Promise<string> =>
  (await newListing(call, seller.session, { title })).listingId
const withdraw = (id: string) => call(`POST /marketplace/listings/${id}/withdraw`, seller.session)
const search = async (q: string) => {
  const { status, headers, body } = await call(`GET /marketplace/listings?q=${encodeURIComponent(q)}`)
  expect(status).toBe(200)
  const titles = body.data.map(({ title }: { title: string }) => title)
  return { titles, total: body.total, engine: headers.get('x-search-engine') }
}
/** What Meilisearch finds, once it is known to be there: a busy machine can make it late. */
const inMeilisearch = (q: string): Promise<string[]> =>
  vi.waitFor(
    async () => {
      const { titles, engine } = await search(q)
      expect(engine).toBe(null)
      return titles
    },
    { timeout: 20_000 },
  )
const marked = () => execute(app.current, 'select from listing_search_queue')
const tend = async () => {
  const { orm, jobs } = app.current.services
  await orm.em.fork().transactional((tx) => jobs.enqueue(tx as never, 'tend-search', {}))
  await work()
  await work()
}

describe('the marketplace with Meilisearch', () => {
  it('finds there what was published, changed and withdrawn', async () => {
    const id = await offer('Marmalade Maker')
    await work()
    expect(await inMeilisearch('marmalde')).toEqual(['Marmalade Maker'])
    expect(fake.requests.at(-1)).toMatch(/^POST \/indexes\/gourd_listings_[0-9a-f]+\/search$/)
    await call(`PATCH /marketplace/listings/${id}`, { ...seller.session, body: { title: 'Honey Maker' } })
    await work()
    expect(await inMeilisearch('honey')).toEqual(['Honey Maker'])
    await withdraw(id)
    expect(await inMeilisearch('honey')).toEqual([])
    await work()
    expect(await search('honey')).toEqual({ titles: [], total: 0, engine: null })
    expect(await marked()).toEqual([])
  })

  it('is answered by PostgreSQL while Meilisearch is gone, says so in a header, and loses nothing', async () => {
    await offer('Steady Smith')
    await work()
    fake.fault = ({ socket }) => Boolean(socket.destroy())
    expect(await search('steady')).toMatchObject({ titles: ['Steady Smith'], engine: 'postgres-fallback' })
    expect((await call('GET /marketplace/listings')).headers.get('x-search-engine')).toBe(null)
    await offer('Outage Born')
    await work()
    expect(await search('outage')).toMatchObject({ titles: ['Outage Born'], engine: 'postgres-fallback' })
    expect(await marked()).toHaveLength(1)
    fake.fault = undefined
    await work()
    expect(await inMeilisearch('outage')).toEqual(['Outage Born'])
  })

  it('builds an index that was lost anew, of what is published and nothing else', async () => {
    await offer('Kept Keeper')
    await withdraw(await offer('Lost Keeper'))
    await work()
    fake.indexes.clear()
    expect((await search('keeper')).engine).toBe('postgres-fallback')
    await tend()
    expect(await inMeilisearch('keeper')).toEqual(['Kept Keeper'])
  })

  it('indexes what was marked without a job', async () => {
    const id = await offer('Seeded Sage')
    await work()
    await execute(app.current, 'delete from listing_search_documents')
    await execute(app.current, 'insert into listing_search_queue (listing_id, marked_at) values (?, now())', [
      id.slice(4),
    ])
    await tend()
    expect(await marked()).toEqual([])
    expect(await execute(app.current, 'select from listing_search_documents')).toHaveLength(1)
  })

  it('loses no change of twenty at once', async () => {
    const id = await offer('Racing Rogue')
    const names = Array.from({ length: 20 }, (_, i) => `Racing Rogue ${i}`)
    await Promise.all([
      ...names.map((title) =>
        call(`PATCH /marketplace/listings/${id}`, { ...seller.session, body: { title } }),
      ),
      ...Array.from({ length: 4 }, () => app.current.services.jobs.runPending()),
    ])
    await work()
    await work()
    const now = (await call(`GET /marketplace/listings/${id}`)).body.title
    const [stored] = await execute<{ name_key: string }>(
      app.current,
      'select name_key from listing_search_documents where listing_id = ?',
      [id.slice(4)],
    )
    expect(stored?.name_key).toBe(now.toLowerCase())
    expect(await marked()).toEqual([])
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type {
  ListingDocument,
  ListingQuery,
  ListingSearch,
  ListingSort,
} from '../../src/ports/listing-search/listing-search.ts'
import { asked, listing } from './listing-search.documents.ts'
import { batches } from './search.documents.ts'

export interface ListingSearchRig {
  search: ListingSearch
  close(): Promise<void>
}

/** What every search engine does for listings. */
export function listingSearchContract(name: string, open: () => Promise<ListingSearchRig>): void {
  describe(`listings in ${name}`, () => {
    let rig: ListingSearchRig
    beforeAll(async () => {
      rig = await open()
    })
    afterAll(() => rig.close())
    beforeEach(() => rig.search.rebuild(batches()))

    let titles = new Map<string, string>()
    async function put(...listings: ListingDocument[]): Promise<void> {
      titles = new Map([...titles, ...listings.map(({ listingId, title }) => [listingId, title] as const)])
      await rig.search.put(listings)
    }
    const find = async (change: Partial<ListingQuery>) =>
      (await rig.search.find(asked(change))).listingIds.map((id) => titles.get(id))
    const sorted = async (change: Partial<ListingQuery>) => (await find(change)).toSorted()

    it('are found by title, summary, description, tags, category, persona and seller', async () => {
      await put(
        listing({ title: 'Marmalade' }),
        listing({ title: 'Summary', summary: 'All about marmalade' }),
        listing({ title: 'Description', description: 'Much text.\n\nThen marmalade.' }),
        listing({ title: 'Tag', tags: ['fantasy', 'marmalade'] }),
        listing({ title: 'Category', category: { id: randomUUID(), name: 'Marmalade & Co' } }),
        listing({ title: 'Persona', persona: 'Lady Marmalade' }),
        listing({ title: 'Seller', seller: ['user-1', 'Jane Marmalade'] }),
        listing({ title: 'Nothing of it' }),
      )
      const found = await find({ text: 'marmalade' })
      expect(found[0]).toBe('Marmalade')
      expect(found.toSorted()).toEqual([
        'Category',
        'Description',
        'Marmalade',
        'Persona',
        'Seller',
        'Summary',
        'Tag',
      ])
    })

    it.each([
      ['a typo', 'innkeper'],
      ['two typos in a long word', 'inkeepper'],
      ['a begun word', 'innk'],
      ['capitals', 'INNKEEPER'],
      ['two words, one of them unknown', 'innkeeper quixotically'],
    ])('are found in spite of %s', async (_, text) => {
      await put(listing({ title: 'Wise Innkeeper' }), listing({ title: 'Slow Smith' }))
      expect(await find({ text })).toEqual(['Wise Innkeeper'])
    })

    it('stand in the order of how well they match, then of how often they are installed', async () => {
      await put(
        listing({ title: 'Stories', summary: 'Talk, walk and quests', installs: 9 }),
        listing({ title: 'Better Quests', installs: 1 }),
        listing({ title: 'Finer Quests', installs: 5 }),
        listing({ title: 'Quests Extended' }),
        listing({ title: 'Quests' }),
      )
      expect(await find({ text: 'quests' })).toEqual([
        'Quests',
        'Quests Extended',
        'Finer Quests',
        'Better Quests',
        'Stories',
      ])
    })

    const three = [
      listing({ title: 'B', installs: 30, ratingsAvg: 4.5, ratingsCount: 2, priceUsdMicros: 5_000_000 }),
      listing({ title: 'A', installs: 1000, ratingsAvg: 3.25, ratingsCount: 4, priceUsdMicros: 0 }),
      listing({ title: 'C', installs: 200, ratingsAvg: 4.5, ratingsCount: 20, priceUsdMicros: 900_000 }),
    ]
    const orders: [ListingSort, string[]][] = [
      ['newest', ['C', 'A', 'B']],
      ['installs', ['A', 'C', 'B']],
      ['rating', ['C', 'B', 'A']],
      ['price_asc', ['A', 'C', 'B']],
      ['price_desc', ['B', 'C', 'A']],
    ]
    it.each(orders)('are sorted by %s, with and without a text', async (sort, expected) => {
      await put(...three.map((one) => ({ ...one, summary: 'greek letter' })))
      expect(await find({ sort })).toEqual(expected)
      expect(await find({ sort, text: 'greek' })).toEqual(expected)
      expect(await find({ sort: 'relevance' })).toEqual(['C', 'A', 'B'])
    })

    it.each(['relevance', ...orders.map(([sort]) => sort)] as ListingSort[])(
      'come by %s in pages without a gap, however many are equal',
      async (sort) => {
        const publishedAt = '2026-01-01T00:00:00Z'
        const many = Array.from({ length: 23 }, () => listing({ title: 'Same', publishedAt }))
        await put(...many)
        for (const text of ['', 'same']) {
          const ids: string[] = []
          for (let offset = 0; offset < 30; offset += 5) {
            const page = await rig.search.find(asked({ sort, text, offset, limit: 5 }))
            expect(page.estimatedTotal).toBe(23)
            ids.push(...page.listingIds)
          }
          expect(ids.toSorted()).toEqual(many.map(({ listingId }) => listingId).toSorted())
        }
      },
    )

    it('are filtered by license, category, tag and price, each and all together', async () => {
      const category = { id: randomUUID(), name: 'Chat' }
      const common = { license: 'cc_by_sa', category, tags: ['NPC', 'a "quoted" \\ tag'], priceUsdMicros: 1 }
      await put(
        listing({ ...common, title: 'All' }),
        listing({ ...common, title: 'Licensed', license: 'proprietary' }),
        listing({ ...common, title: 'Elsewhere', category: null }),
        listing({ ...common, title: 'Tagged', tags: ['npc'] }),
        listing({ ...common, title: 'Free', priceUsdMicros: 0 }),
      )
      expect(await sorted({ license: 'cc_by_sa' })).toEqual(['All', 'Elsewhere', 'Free', 'Tagged'])
      expect(await sorted({ categoryId: category.id })).toEqual(['All', 'Free', 'Licensed', 'Tagged'])
      expect(await sorted({ tag: 'NPC' })).toEqual(['All', 'Elsewhere', 'Free', 'Licensed'])
      expect(await sorted({ tag: 'npc' })).toEqual(['Tagged'])
      expect(await sorted({ tag: 'a "quoted" \\ tag', license: 'proprietary' })).toEqual(['Licensed'])
      expect(await sorted({ tag: '" OR is_free = true' })).toEqual([])
      expect(await sorted({ free: true })).toEqual(['Free'])
      expect(await sorted({ free: false })).toEqual(['All', 'Elsewhere', 'Licensed', 'Tagged'])
      const every = { license: 'cc_by_sa', categoryId: category.id, tag: 'NPC', free: false }
      expect(await sorted(every)).toEqual(['All'])
      expect(await sorted({ ...every, text: 'al' })).toEqual(['All'])
      expect(await sorted({ ...every, text: 'free' })).toEqual([])
    })

    it.each([
      '"',
      "'",
      `' | ''`,
      'a & b',
      '!(a | b):*',
      'x:*',
      '<->',
      '%',
      '🎃',
      '\u0000x',
      '\ud800',
      'ﷺ'.repeat(50),
    ])('are looked for whatever is typed: %j', async (text) => {
      await put(listing({ title: 'Wise Innkeeper' }))
      expect((await rig.search.find(asked({ text }))).listingIds.length).toBeLessThanOrEqual(1)
    })

    it('are nowhere far behind the last one', async () => {
      await put(listing(), listing())
      const far = await rig.search.find(asked({ offset: 2_147_483_646 * 100, limit: 100 }))
      expect(far).toMatchObject({ listingIds: [], estimatedTotal: 2 })
    })

    it('are replaced and removed with all they were found by', async () => {
      const [changed, gone] = [listing({ title: 'Marmalade' }), listing({ title: 'Gone' })]
      await put(changed, gone)
      await put({ ...changed, title: 'Honey', license: 'commercial' })
      await rig.search.remove([gone.listingId, randomUUID()])
      await rig.search.remove([])
      expect(await find({ text: 'marmalade' })).toEqual([])
      expect(await find({ license: 'cc_by' })).toEqual([])
      expect(await find({})).toEqual(['Honey'])
    })

    it('are indexed anew while the old index answers, or not at all', async () => {
      const [old, kept, fresh] = ['Old', 'Kept', 'New'].map((title) => listing({ title }))
      await put(old as ListingDocument, kept as ListingDocument)
      titles.set(fresh?.listingId as string, 'New')
      const seen: unknown[] = []
      async function* slowly() {
        yield [fresh as ListingDocument]
        seen.push(await sorted({}))
        yield [kept as ListingDocument]
      }
      await rig.search.rebuild(slowly())
      expect(seen).toEqual([['Kept', 'Old']])
      expect(await sorted({})).toEqual(['Kept', 'New'])
      async function* broken() {
        yield [listing()]
        throw new Error('the source broke')
      }
      await expect(rig.search.rebuild(broken())).rejects.toThrow('the source broke')
      expect(await sorted({})).toEqual(['Kept', 'New'])
      expect(await rig.search.isBuilt()).toBe(true)
      await rig.search.check()
    })
  })
}

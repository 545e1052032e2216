import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SearchDocument, SearchQuery, SearchSort } from '../../src/ports/search/search.ts'
import type { SearchRig } from './search.contract.ts'
import { batches, category, document, query } from './search.documents.ts'

const range = (text: string, platforms: string[], pumpkinVersions: string[]) => ({
  range: text,
  platforms,
  pumpkinVersions,
})

/** How every search engine orders, pages, counts and filters. */
export function searchListsContract(name: string, open: () => Promise<SearchRig>): void {
  describe(`lists of ${name}`, () => {
    let rig: SearchRig
    beforeAll(async () => {
      rig = await open()
    })
    afterAll(() => rig.close())
    beforeEach(() => rig.search.rebuild(batches()))

    const namesFrom = (documents: SearchDocument[]) => {
      const names = new Map(documents.map(({ pluginId, name }) => [pluginId, name]))
      return async (change: Partial<SearchQuery>) =>
        (await rig.search.find(query(change))).pluginIds.map((id) => names.get(id))
    }

    describe('orders', () => {
      const three = [
        document({
          name: 'beta',
          downloads: 30,
          averageRating: 4.5,
          reviewCount: 2,
          createdAt: '2026-01-02T00:00:00Z',
          updatedAt: '2026-03-01T00:00:00.5Z',
        }),
        document({
          name: 'Alpha',
          downloads: 1000,
          averageRating: 3.25,
          reviewCount: 4,
          createdAt: '2026-01-01T00:00:00Z',
          updatedAt: '2026-03-01T00:00:00Z',
        }),
        document({
          name: 'Gamma',
          downloads: 200,
          averageRating: 4.55,
          reviewCount: 20,
          createdAt: '2026-01-03T12:00:00Z',
          updatedAt: '2026-02-01T00:00:00Z',
        }),
      ]
      const orders: [SearchSort, string[]][] = [
        ['downloads', ['Alpha', 'Gamma', 'beta']],
        ['newest', ['Gamma', 'beta', 'Alpha']],
        ['oldest', ['Alpha', 'beta', 'Gamma']],
        ['updated', ['beta', 'Alpha', 'Gamma']],
        ['name_asc', ['Alpha', 'beta', 'Gamma']],
        ['name_desc', ['Gamma', 'beta', 'Alpha']],
        ['rating', ['Gamma', 'beta', 'Alpha']],
        ['rating_asc', ['Alpha', 'beta', 'Gamma']],
      ]
      it.each(orders)('by %s, with and without a query', async (sort, expected) => {
        const documents = three.map((one) => ({ ...one, shortDescription: 'greek' }))
        await rig.search.put(documents)
        const find = namesFrom(documents)
        expect(await find({ sort })).toEqual(expected)
        expect(await find({ sort, text: 'greek' })).toEqual(expected)
      })

      it.each(orders)('by %s into pages without a gap, however many are equal', async (sort) => {
        const at = '2026-01-01T00:00:00Z'
        const documents = Array.from({ length: 23 }, () =>
          document({ name: 'Same', createdAt: at, updatedAt: at }),
        )
        await rig.search.put(documents)
        for (const text of ['', 'same']) {
          const ids: string[] = []
          for (let offset = 0; offset < 30; offset += 5) {
            ids.push(...(await rig.search.find(query({ sort, text, offset, limit: 5 }))).pluginIds)
          }
          expect(ids.toSorted()).toEqual(documents.map(({ pluginId }) => pluginId).toSorted())
        }
      })

      it('by relevance into pages without a gap', async () => {
        const documents = Array.from({ length: 23 }, (_, i) => document({ name: `Same ${i % 3}` }))
        await rig.search.put(documents)
        const ids: string[] = []
        for (let offset = 0; offset < 30; offset += 5) {
          ids.push(...(await rig.search.find(query({ text: 'same', offset, limit: 5 }))).pluginIds)
        }
        expect(ids.toSorted()).toEqual(documents.map(({ pluginId }) => pluginId).toSorted())
      })

      it('and finds nothing far behind the last one', async () => {
        await rig.search.put([document(), document()])
        const far = await rig.search.find(query({ offset: 2_147_483_646 * 100, limit: 100 }))
        expect(far).toMatchObject({ pluginIds: [], estimatedTotal: 2 })
      })
    })

    describe('facets and filters', () => {
      const documents = [
        document({
          name: 'Both',
          categories: [category('chat'), category('economy')],
          ranges: [
            range('0.1.0..0.2.x', ['linux'], ['0.1.0', '0.2.0']),
            range('0.2.0..0.3.x', ['windows', 'linux'], ['0.2.0', '0.3.0']),
          ],
        }),
        document({
          name: 'Chat',
          categories: [category('chat')],
          ranges: [range('..', ['macos'], ['0.1.0', '0.2.0', '0.3.0'])],
        }),
        document({ name: 'Empty', categories: [category('economy')] }),
      ]
      const find = namesFrom(documents)
      const sorted = async (change: Partial<SearchQuery>) => (await find(change)).toSorted()
      beforeEach(() => rig.search.put(documents))

      it('counts each plugin once for each of its values', async () => {
        const { facets } = await rig.search.find(query({ limit: 1 }))
        expect(facets).toEqual({
          categories: { chat: 2, economy: 2 },
          platforms: { linux: 1, windows: 1, macos: 1 },
          pumpkinVersions: { '0.1.0': 2, '0.2.0': 2, '0.3.0': 2 },
        })
      })

      it('counts what matches, whatever the page', async () => {
        const { facets, estimatedTotal } = await rig.search.find(query({ text: 'both', offset: 20 }))
        expect(estimatedTotal).toBe(1)
        expect(facets).toEqual({
          categories: { chat: 1, economy: 1 },
          platforms: { linux: 1, windows: 1 },
          pumpkinVersions: { '0.1.0': 1, '0.2.0': 1, '0.3.0': 1 },
        })
      })

      it('filters by category', async () => {
        expect(await sorted({ category: 'chat' })).toEqual(['Both', 'Chat'])
        expect(await sorted({ category: 'economy', text: 'both' })).toEqual(['Both'])
        expect(await sorted({ category: 'nothing' })).toEqual([])
        expect(await sorted({ category: 'Chat" OR 1=1' })).toEqual([])
      })

      it('filters by platform', async () => {
        expect(await sorted({ platform: 'windows' })).toEqual(['Both'])
        expect(await sorted({ platform: 'macos' })).toEqual(['Chat'])
      })

      it('filters by declared ranges', async () => {
        expect(await sorted({ ranges: ['0.1.0..0.2.x'] })).toEqual(['Both'])
        expect(await sorted({ ranges: ['0.2.0..0.3.x', '..'] })).toEqual(['Both', 'Chat'])
        expect(await sorted({ ranges: ['9.0.0..'] })).toEqual([])
        expect(await sorted({ ranges: [] })).toEqual([])
      })

      it('asks for platform and version in one range together', async () => {
        expect(await sorted({ ranges: ['0.1.0..0.2.x'], platform: 'windows' })).toEqual([])
        expect(await sorted({ ranges: ['0.1.0..0.2.x', '0.2.0..0.3.x'], platform: 'windows' })).toEqual([
          'Both',
        ])
        expect(await sorted({ ranges: ['..'], platform: 'linux' })).toEqual([])
      })

      it('takes all filters together with a query, and counts what is left', async () => {
        const all = { category: 'chat', platform: 'linux', ranges: ['0.2.0..0.3.x', '..'], text: 'both' }
        expect(await sorted(all)).toEqual(['Both'])
        const { facets } = await rig.search.find(query({ ...all, text: '' }))
        expect(facets.categories).toEqual({ chat: 1, economy: 1 })
      })

      it('takes hundreds of ranges', async () => {
        const ranges = Array.from({ length: 500 }, (_, i) => `0.${i}.0..`)
        expect(await sorted({ ranges: [...ranges, '..'] })).toEqual(['Chat'])
      })
    })
  })
}

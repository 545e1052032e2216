import { describe, expect, it } from 'vitest'
import { inPostgres } from '../support/postgres-search.ts'
import { searchContract } from './search.contract.ts'
import { batches, category, document, query } from './search.documents.ts'
import { searchListsContract } from './search-lists.contract.ts'

searchContract('PostgreSQL', inPostgres)
searchListsContract('PostgreSQL', inPostgres)

describe('search in PostgreSQL, where thousands match', () => {
  it('orders, pages, filters and counts as where few do', async () => {
    const { search, close } = await inPostgres()
    try {
      const documents = Array.from({ length: 2100 }, (_, i) =>
        document({
          name: i === 7 ? 'Common' : i % 700 === 8 ? `Common ${i}` : `Other ${i}`,
          shortDescription: 'common',
          categories: [category(i % 2 === 0 ? 'chat' : 'economy')],
          downloads: i,
        }),
      )
      await search.rebuild(batches(documents.slice(0, 1500), documents.slice(1500)))
      const place = new Map(documents.map(({ pluginId }, i) => [pluginId, i]))
      const find = async (change: object) => {
        const { pluginIds, ...found } = await search.find(query({ text: 'common', limit: 6, ...change }))
        return { ...found, found: pluginIds.map((id) => place.get(id)) }
      }
      const best = await find({})
      expect(best.found).toEqual([7, 1408, 708, 8, 2099, 2098])
      expect(best.estimatedTotal).toBe(2100)
      expect(best.facets.categories).toEqual({ chat: 1050, economy: 1050 })
      expect((await find({ offset: 4 })).found).toEqual([2099, 2098, 2097, 2096, 2095, 2094])
      expect((await find({ offset: 2098 })).found).toEqual([1, 0])
      expect((await find({ sort: 'downloads', offset: 2 })).found).toEqual([
        2097, 2096, 2095, 2094, 2093, 2092,
      ])
      expect((await find({ sort: 'downloads', offset: 2095 })).found).toEqual([4, 3, 2, 1, 0])
      expect((await find({ sort: 'oldest' })).found).toEqual([0, 1, 2, 3, 4, 5])
      expect((await find({ category: 'chat', sort: 'newest', limit: 2 })).found).toEqual([2098, 2096])
      expect((await find({ text: '', limit: 2 })).found).toEqual([2099, 2098])
      const suggest = async (text: string, limit: number) =>
        (await search.suggest(text, limit)).pluginIds.map((id) => place.get(id))
      expect(await suggest('o', 3)).toEqual([2099, 2098, 2097])
      expect(await suggest('co', 3)).toEqual([1408, 708, 8])
      expect(await suggest('Co', 5)).toEqual([1408, 708, 8, 7])
      await search.remove(documents.slice(2090).map(({ pluginId }) => pluginId))
      expect(await find({ sort: 'downloads', limit: 1 })).toMatchObject({
        estimatedTotal: 2090,
        found: [2089],
      })
      await search.put([document({ pluginId: documents[1]?.pluginId, name: 'Ot', downloads: 0 })])
      expect(await suggest('ot', 3)).toEqual([1, 2089, 2088])
    } finally {
      await close()
    }
  })
})

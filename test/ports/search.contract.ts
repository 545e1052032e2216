import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Search, SearchDocument, SearchQuery } from '../../src/ports/search/search.ts'
import { batches, category, document, query } from './search.documents.ts'

export interface SearchRig {
  search: Search
  close(): Promise<void>
}

/** What every search engine does. */
export function searchContract(name: string, open: () => Promise<SearchRig>): void {
  describe(`search in ${name}`, () => {
    let rig: SearchRig
    beforeAll(async () => {
      rig = await open()
    })
    afterAll(() => rig.close())
    beforeEach(() => rig.search.rebuild(batches()))

    /** Names of what is found, in order, among the documents that were put. */
    let names = new Map<string, string>()
    async function put(...documents: SearchDocument[]): Promise<void> {
      names = new Map([...names, ...documents.map(({ pluginId, name }) => [pluginId, name] as const)])
      await rig.search.put(documents)
    }
    const nameOf = (id: string) => names.get(id) ?? id
    const find = async (change: Partial<SearchQuery>) =>
      (await rig.search.find(query(change))).pluginIds.map(nameOf)
    const suggest = async (text: string, limit = 5) =>
      (await rig.search.suggest(text, limit)).pluginIds.map(nameOf)

    it('finds nothing in an empty index', async () => {
      expect(await rig.search.find(query({ text: 'chunk' }))).toMatchObject({
        pluginIds: [],
        estimatedTotal: 0,
        facets: { categories: {}, platforms: {}, pumpkinVersions: {} },
      })
      expect(await find({})).toEqual([])
      expect(await suggest('chunk')).toEqual([])
    })

    it('finds everything when nothing is asked for', async () => {
      await put(document(), document(), document())
      const { pluginIds, estimatedTotal } = await rig.search.find(query())
      expect(pluginIds).toHaveLength(3)
      expect(estimatedTotal).toBe(3)
    })

    it('finds a word in the name, the descriptions, the categories and the author', async () => {
      await put(
        document({ name: 'Marmalade' }),
        document({ name: 'In short', shortDescription: 'All about marmalade' }),
        document({ name: 'At length', description: 'Much text.\n\nThen marmalade, and more.' }),
        document({ name: 'By category', categories: [category('marmalade')] }),
        document({ name: 'By author', author: ['marmalade'] }),
        document({ name: 'Nothing of it' }),
      )
      const found = await find({ text: 'marmalade' })
      expect(found[0]).toBe('Marmalade')
      expect(found.toSorted()).toEqual(['At length', 'By author', 'By category', 'In short', 'Marmalade'])
    })

    it.each([
      ['a missing letter', 'chnks'],
      ['two letters swapped', 'chunsk'],
      ['letters swapped in the middle', 'chnuks'],
      ['a letter too much', 'chunnks'],
      ['a wrong letter', 'chumks'],
      ['capitals', 'CHUNKS'],
    ])('forgives %s', async (_, text) => {
      await put(document({ name: 'Fast Chunks' }), document({ name: 'Slow Doors' }))
      expect(await find({ text })).toEqual(['Fast Chunks'])
    })

    it('forgives two typos in a long word, and none in a short one', async () => {
      await put(document({ name: 'Permissions Plus' }), document({ name: 'Mob Arena' }))
      expect(await find({ text: 'permisions' })).toEqual(['Permissions Plus'])
      expect(await find({ text: 'premisions' })).toEqual(['Permissions Plus'])
      expect(await find({ text: 'mbo' })).toEqual([])
    })

    it('finds words of which only the beginning is typed', async () => {
      await put(document({ name: 'Fast Chunks' }), document({ name: 'Unchunked' }))
      expect(await find({ text: 'ch' })).toEqual(['Fast Chunks'])
      expect(await find({ text: 'fast chu' })).toEqual(['Fast Chunks'])
    })

    it('asks for all words', async () => {
      await put(
        document({ name: 'Fast Chunks' }),
        document({ name: 'Fast Doors' }),
        document({ name: 'Slow', shortDescription: 'fast loading of chunks' }),
      )
      expect(await find({ text: 'chunks fast' })).toEqual(['Fast Chunks', 'Slow'])
    })

    it('finds what has some of the words where nothing has all', async () => {
      await put(document({ name: 'Fast Chunks' }), document({ name: 'Doors' }))
      expect(await find({ text: 'chunks marmalade' })).toEqual(['Fast Chunks'])
    })

    it('puts the very name first, then names that begin so, then names with the word, then the rest', async () => {
      const one = [
        document({ name: 'Quests', downloads: 1 }),
        document({ name: 'Quests Extended', downloads: 2 }),
        document({ name: 'Better Quests', downloads: 3 }),
        document({ name: 'Stories', shortDescription: 'Talk, walk and quests', downloads: 4 }),
      ]
      await put(...one.toReversed())
      expect(await find({ text: 'quests' })).toEqual([
        'Quests',
        'Quests Extended',
        'Better Quests',
        'Stories',
      ])
    })

    it('puts what is downloaded more first where the words are equal', async () => {
      await put(
        document({ name: 'Voice A', downloads: 5 }),
        document({ name: 'Voice B', downloads: 50 }),
        document({ name: 'Voice C', downloads: 20 }),
      )
      expect(await find({ text: 'voice' })).toEqual(['Voice B', 'Voice C', 'Voice A'])
    })

    it.each([
      ['accents', 'Zlutoucky kun', 'Žluťoučký kůň'],
      ['accents that are typed', 'Crème', 'Creme Economy'],
      ['Cyrillic', 'защита', 'Защита региона'],
      ['Japanese', 'プラグイン', 'プラグイン 集'],
      ['Chinese', '经济', '经济 系统'],
      ['Greek capitals', 'ΑΓΟΡΆ', 'Αγορά'],
      ['full-width letters', 'ｃｈｕｎｋ', 'Chunk Loader'],
    ])('reads every script: %s', async (_, text, name) => {
      await put(document({ name }), document({ name: 'Nothing of it' }))
      expect(await find({ text })).toEqual([name])
    })

    it.each([
      `"`,
      `'`,
      '\\',
      `' | ''`,
      'a & b',
      '!(a | b):*',
      'chunk:*',
      '<->',
      '-chunk',
      '%',
      '🎃',
      '🎃🎃 👩‍👩‍👧',
      '...',
      '{}[]',
      '$1',
      "'; drop table plugins; --",
      'a'.repeat(200),
      'a '.repeat(100),
      '\u0000chunk',
      '\ud800',
      '\u202echunk',
      'ﷺ'.repeat(50),
      '0x10 1e9 -1 1.5',
    ])('answers whatever is typed: %j', async (text) => {
      await put(document({ name: 'Fast Chunks' }))
      expect((await rig.search.find(query({ text }))).pluginIds.length).toBeLessThanOrEqual(1)
      expect((await rig.search.suggest(text, 5)).pluginIds.length).toBeLessThanOrEqual(1)
    })

    it('replaces a document, with all it was found by', async () => {
      const first = document({ name: 'Marmalade', categories: [category('chat')] })
      await put(first)
      await put({ ...first, name: 'Honey', categories: [category('economy')] })
      expect(await find({ text: 'marmalade' })).toEqual([])
      expect(await find({ text: 'honey' })).toEqual(['Honey'])
      const { facets, estimatedTotal } = await rig.search.find(query())
      expect(facets.categories).toEqual({ economy: 1 })
      expect(estimatedTotal).toBe(1)
    })

    it('removes documents, and does not mind those that are not there', async () => {
      const gone = document({ name: 'Gone' })
      await put(gone, document({ name: 'Kept' }))
      await rig.search.remove([gone.pluginId, document().pluginId])
      await rig.search.remove([])
      expect(await find({})).toEqual(['Kept'])
      expect(await suggest('gone')).toEqual([])
    })

    it('rebuilds the index while it answers from the old one', async () => {
      const [old, kept, fresh] = [
        document({ name: 'Old' }),
        document({ name: 'Kept' }),
        document({ name: 'New' }),
      ]
      await put(old, kept)
      names.set(fresh.pluginId, fresh.name)
      const seen: string[][] = []
      const look = async () => void seen.push((await find({})).toSorted())
      async function* slowly() {
        await look()
        yield [fresh]
        await look()
        yield [kept]
        await look()
      }
      await rig.search.rebuild(slowly())
      expect(seen).toEqual(Array(3).fill(['Kept', 'Old']))
      expect((await find({})).toSorted()).toEqual(['Kept', 'New'])
      expect(await rig.search.isBuilt()).toBe(true)
    })

    it('keeps the old index when a rebuild fails', async () => {
      await put(document({ name: 'Kept' }))
      async function* broken() {
        yield [document({ name: 'Half' })]
        throw new Error('the source broke')
      }
      await expect(rig.search.rebuild(broken())).rejects.toThrow('the source broke')
      expect(await find({})).toEqual(['Kept'])
      await rig.search.rebuild(batches())
      expect(await find({})).toEqual([])
    })

    it('takes a thousand documents at once', async () => {
      await put(...Array.from({ length: 1000 }, (_, i) => document({ name: `Many ${i}` })))
      expect((await rig.search.find(query({ text: 'many' }))).estimatedTotal).toBe(1000)
    })

    describe('suggests', () => {
      it('names that begin with or resemble the text, the well-known first', async () => {
        await put(
          document({ name: 'World Guard', downloads: 10 }),
          document({ name: 'World Edit', downloads: 30 }),
          document({ name: 'Better Worlds', downloads: 90 }),
          document({ name: 'Doors', description: 'For your world', downloads: 99 }),
        )
        expect(await suggest('wor')).toEqual(['World Edit', 'World Guard', 'Better Worlds'])
        expect(await suggest('world ed')).toEqual(['World Edit'])
        expect(await suggest('wrold')).toEqual(expect.arrayContaining(['World Edit', 'World Guard']))
        expect(await suggest('wor', 2)).toHaveLength(2)
      })
    })

    it('says that it works', async () => {
      await rig.search.check()
    })
  })
}

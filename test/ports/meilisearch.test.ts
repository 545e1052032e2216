import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMeilisearch } from '../../src/ports/search/meilisearch.ts'
import { indexName } from '../../src/ports/search/meilisearch-settings.ts'
import { type FakeMeilisearch, fakeMeilisearch } from '../support/fake-meilisearch.ts'
import { batches, category, document, query } from './search.documents.ts'

let fake: FakeMeilisearch
beforeAll(async () => {
  fake = await fakeMeilisearch()
})
afterAll(() => fake.close())
beforeEach(() => {
  fake.indexes.clear()
  fake.fault = fake.taskFault = undefined
  fake.taskMs = 1
})

const open = (change: object = {}) => createMeilisearch({ url: fake.url, ...change })
const built = async () => {
  const search = open()
  await search.rebuild(batches())
  return search
}
const range = (text: string, platforms = ['linux'], pumpkinVersions = ['0.1.0']) => ({
  range: text,
  platforms,
  pumpkinVersions,
})
const live = () => fake.indexes.get(indexName('gourd_plugins'))

describe('the index in Meilisearch', () => {
  it('is there when it was built to its end, and not before', async () => {
    const search = open()
    expect(await search.isBuilt()).toBe(false)
    await expect(search.find(query())).rejects.toThrow('index_not_found')
    // Meilisearch makes an index for whoever writes to one that is not there.
    await expect(search.put([document()])).rejects.toThrow('invalid_document_filter')
    expect(await search.isBuilt()).toBe(false)
    await expect(search.find(query())).rejects.toThrow('invalid_search_filter')
    await search.rebuild(batches([document()]))
    expect(await search.isBuilt()).toBe(true)
    expect((await search.find(query())).estimatedTotal).toBe(1)
  })

  it('is another one for other settings, so that servers of two versions do not disturb each other', async () => {
    await built()
    const other = open({ prefix: 'gourd_other' })
    expect(await other.isBuilt()).toBe(false)
    await other.rebuild(batches())
    expect([...fake.indexes.keys()]).toEqual([indexName('gourd_plugins'), indexName('gourd_other')])
  })

  it('is there during its very first build in all its parts or not at all', async () => {
    const search = open()
    const seen: unknown[] = []
    fake.taskFault = () => {
      seen.push(live()?.settings.filterableAttributes.length)
      return undefined
    }
    await search.rebuild(batches([document()], [document()]))
    // Not there, then without settings, so that nobody can search it, then the one that was built.
    expect([...new Set(seen)]).toEqual([undefined, 0, expect.any(Number)])
  })

  it('leaves nothing behind when it cannot be built', async () => {
    await built()
    fake.taskFault = (type) => (type === 'indexSwap' ? 'no_space_left_on_device' : undefined)
    await expect(open().rebuild(batches([document()]))).rejects.toThrow('no_space_left_on_device')
    expect([...fake.indexes.keys()]).toEqual([indexName('gourd_plugins')])
    expect((await open().find(query())).estimatedTotal).toBe(0)
  })

  it('clears away what a killed server was building a day ago, but nothing that is being built, and nothing of others', async () => {
    const search = await built()
    const next = `${indexName('gourd_plugins')}_next_`
    const left = (name: string, hours: number) => {
      const createdAt = new Date(Date.now() - hours * 3_600_000).toISOString()
      fake.indexes.set(name, { ...(live() as NonNullable<ReturnType<typeof live>>), createdAt })
    }
    left(`${next}old`, 25)
    left(`${next}busy`, 1)
    left('movies', 9999)
    await search.rebuild(batches())
    expect([...fake.indexes.keys()]).toEqual([indexName('gourd_plugins'), `${next}busy`, 'movies'])
  })
})

describe('a plugin in Meilisearch', () => {
  it('has a document for each declared range, and none is left of those it has no more', async () => {
    const search = await built()
    const plugin = document({ ranges: [range('a'), range('b'), range('c')] })
    const other = document({ ranges: [range('a'), range('b')] })
    await search.put([plugin, other])
    expect(live()?.documents.size).toBe(1 + 3 + 2)
    await search.put([{ ...plugin, ranges: [range('d')] }, other])
    expect(live()?.documents.size).toBe(1 + 1 + 2)
    const found = async (...ranges: string[]) => (await search.find(query({ ranges }))).pluginIds
    expect(await found('b', 'c')).toEqual([other.pluginId])
    expect(await found('d')).toEqual([plugin.pluginId])
    await search.put([{ ...plugin, ranges: [] }])
    expect(await found('d')).toEqual([])
    expect((await search.find(query())).estimatedTotal).toBe(2)
  })

  it('can be found at each moment while it is written', async () => {
    const search = await built()
    const plugin = document({ ranges: [range('a'), range('b')] })
    await search.put([plugin])
    const totals: number[] = []
    fake.taskMs = 30
    const writing = search.put([{ ...plugin, ranges: [range('b')] }]).then(() => 'done')
    while ((await Promise.race([writing, Promise.resolve('writing')])) === 'writing') {
      totals.push((await search.find(query({ ranges: ['b'] }))).estimatedTotal)
    }
    expect(new Set(totals)).toEqual(new Set([1]))
  })

  it('counts once in totals and facets, however many of its ranges match', async () => {
    const search = await built()
    const versions = [['0.1.0'], ['0.2.0', '0.3.0'], ['0.3.0']]
    const plugins = Array.from({ length: 7 }, (_, i) =>
      document({
        categories: [category('chat')],
        ranges: versions.map((each, n) =>
          range(`range ${n}`, n === 0 ? ['linux'] : ['linux', 'windows'], each),
        ),
        downloads: i,
      }),
    )
    await search.put(plugins)
    const asked = query({ ranges: ['range 0', 'range 1', 'range 2'], sort: 'downloads' as const, limit: 3 })
    for (const offset of [0, 3, 6, 2, 5]) {
      const { pluginIds, estimatedTotal, facets } = await search.find({ ...asked, offset })
      const expected = plugins.toReversed().map(({ pluginId }) => pluginId)
      expect(pluginIds).toEqual(expected.slice(offset, offset + 3))
      expect(estimatedTotal).toBe(7)
      expect(facets).toEqual({
        categories: { chat: 7 },
        platforms: { linux: 7, windows: 7 },
        pumpkinVersions: { '0.1.0': 7, '0.2.0': 7, '0.3.0': 7 },
      })
    }
  })

  it('keeps ranges apart that differ by case or beyond 468 bytes', async () => {
    const search = await built()
    const long = `1.0.0-${'a'.repeat(249)}`
    const plugin = document({ ranges: [range('1.0.0-Alpha..'), range(`${long}..${long}`)] })
    await search.put([plugin])
    const total = async (text: string) => (await search.find(query({ ranges: [text] }))).estimatedTotal
    expect(await total('1.0.0-alpha..')).toBe(0)
    expect(await total('1.0.0-Alpha..')).toBe(1)
    expect(await total(`${long}..${long.slice(0, -1)}`)).toBe(0)
    expect(await total(`${long}..${long}`)).toBe(1)
  })

  it('is ordered by its name also when that looks like a number', async () => {
    const search = await built()
    const names = ['1e9', '007', 'zebra', '9', 'Apple', '10']
    const plugins = names.map((name) => document({ name }))
    await search.put(plugins)
    const { pluginIds } = await search.find(query({ sort: 'name_asc' }))
    const ordered = pluginIds.map((id) => plugins.find(({ pluginId }) => pluginId === id)?.name)
    expect(ordered).toEqual(['007', '10', '1e9', '9', 'Apple', 'zebra'])
  })

  it('has all its facets when there are more versions than the server shows by default', async () => {
    const search = await built()
    const versions = Array.from({ length: 300 }, (_, i) => `0.${i}.0`)
    await search.put([document({ ranges: [range('a', ['linux'], versions)] })])
    expect(Object.keys((await search.find(query())).facets.pumpkinVersions)).toHaveLength(300)
  })
})

describe('a Meilisearch that does not do what it is asked for', () => {
  it('is not believed when it accepted a write and then failed', async () => {
    const search = await built()
    fake.taskFault = (type) => (type === 'documentDeletion' ? 'internal' : undefined)
    await expect(search.remove(['0198f2a4-0000-7000-8000-000000000000'])).rejects.toThrow('internal')
    fake.taskFault = (type) => (type === 'documentAdditionOrUpdate' ? 'invalid_document_id' : undefined)
    await expect(search.put([document()])).rejects.toThrow('invalid_document_id')
  })

  it('is given up when it hangs', async () => {
    await built()
    fake.fault = () => true
    const search = open({ readTimeoutMs: 50, writeTimeoutMs: 50 })
    await expect(search.find(query())).rejects.toThrow()
    await expect(search.suggest('chunk', 5)).rejects.toThrow()
    await expect(search.put([document()])).rejects.toThrow()
    await expect(search.isBuilt()).rejects.toThrow()
    await expect(search.check()).rejects.toThrow()
  })

  it.each([
    ['an error', 500, '{"message":"oops","code":"internal","type":"internal","link":""}'],
    ['a page of a proxy', 200, '<html>'],
    ['nothing', 502, ''],
  ])('rejects when it answers %s', async (_, status, body) => {
    const search = await built()
    fake.fault = (_, response) => Boolean(response.writeHead(status).end(body))
    await expect(search.find(query())).rejects.toThrow()
    await expect(search.put([document()])).rejects.toThrow()
    await expect(search.rebuild(batches())).rejects.toThrow()
    await expect(search.isBuilt()).rejects.toThrow()
  })

  it('tells neither the key nor the documents in its errors', async () => {
    await built()
    const search = open({ key: 'the-secret-key', readTimeoutMs: 50, writeTimeoutMs: 50 })
    for (const fault of [() => true, (request: any) => Boolean(request.socket.destroy())]) {
      fake.fault = fault
      const error = await search.put([document({ name: 'the-document' })]).catch((reason: Error) => reason)
      const told = inspect(error, { depth: 9, showHidden: true })
      expect(told).toMatch(/timed out|other side closed|socket/)
      expect(told).not.toMatch(/the-secret-key|the-document/)
    }
  })

  it('rejects when the key is wrong or missing', async () => {
    const guarded = await fakeMeilisearch({ key: 'right' })
    for (const key of ['wrong', undefined]) {
      const search = open({ url: guarded.url, key })
      await expect(search.rebuild(batches())).rejects.toThrow(/api_key|authorization/)
      await expect(search.find(query())).rejects.toThrow(/api_key|authorization/)
    }
    await open({ url: guarded.url, key: 'right' }).rebuild(batches())
    await guarded.close()
  })
})

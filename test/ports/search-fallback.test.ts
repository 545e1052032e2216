import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMeilisearch } from '../../src/ports/search/meilisearch.ts'
import type { Search } from '../../src/ports/search/search.ts'
import { withFallback } from '../../src/ports/search/with-fallback.ts'
import { type FakeMeilisearch, fakeMeilisearch } from '../support/fake-meilisearch.ts'
import { inPostgres } from '../support/postgres-search.ts'
import { type SearchRig, searchContract } from './search.contract.ts'
import { batches, document, query } from './search.documents.ts'

interface Rig extends SearchRig {
  fake: FakeMeilisearch
  postgres: Search
  log: string[]
}

async function open(): Promise<Rig> {
  const [fake, { search: postgres, close }] = await Promise.all([fakeMeilisearch(), inPostgres()])
  const log: string[] = []
  const say = (_: object, line: string) => void log.push(line)
  const primary = createMeilisearch({ url: fake.url, readTimeoutMs: 200, writeTimeoutMs: 5000 })
  const pause = { first: 20, most: 20 }
  const search = withFallback({ primary, fallback: postgres, log: { info: say, warn: say }, pause })
  return {
    search,
    fake,
    postgres,
    log,
    async close() {
      await search.close()
      await fake.close()
      await close()
    },
  }
}

searchContract('Meilisearch with PostgreSQL behind it', open)

describe('PostgreSQL behind Meilisearch', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await open()
  })
  afterAll(() => rig.close())
  beforeEach(async () => {
    await rig.search.rebuild(batches([document({ name: 'Chunks' })]))
    rig.log.length = rig.fake.requests.length = 0
  })
  const recovered = async () => {
    rig.fake.fault = rig.fake.taskFault = undefined
    await vi.waitFor(async () => expect(await rig.search.find(query())).not.toHaveProperty('answeredBy'), {
      timeout: 10_000,
    })
  }
  afterEach(recovered)

  const faults: [string, NonNullable<FakeMeilisearch['fault']>][] = [
    ['is gone', (request) => Boolean(request.socket.destroy())],
    ['hangs', () => true],
    ['answers an error', (_, response) => Boolean(response.writeHead(500).end('{"code":"internal"}'))],
    ['refuses the key', (_, response) => Boolean(response.writeHead(403).end('{"code":"invalid_api_key"}'))],
    ['answers a page of a proxy', (_, response) => Boolean(response.writeHead(200).end('<html>'))],
  ]
  it.each(faults)('answers while it %s, which is said once, and so is the end of it', async (_, fault) => {
    rig.fake.fault = fault
    for (const text of ['chunks', 'chunks', 'chunsk']) {
      expect(await rig.search.find(query({ text }))).toMatchObject({
        estimatedTotal: 1,
        answeredBy: 'fallback',
      })
      expect(await rig.search.suggest(text, 5)).toMatchObject({
        pluginIds: [expect.any(String)],
        answeredBy: 'fallback',
      })
    }
    await rig.search.check()
    expect(rig.log).toEqual([expect.stringContaining('does not answer')])
    await recovered()
    expect(rig.log).toEqual([expect.stringContaining('does not answer'), 'Meilisearch answers again.'])
  })

  it('is asked at once after the first failure: nobody else waits for the dead one', async () => {
    rig.fake.fault = faults[1]?.[1]
    await rig.search.find(query())
    const asked = rig.fake.requests.length
    await Promise.all(Array.from({ length: 50 }, () => rig.search.find(query({ text: 'chunks' }))))
    // Only the looks whether it is back.
    expect(rig.fake.requests.length - asked).toBeLessThan(10)
  })

  it('says one outage when fifty searches fail at once', async () => {
    rig.fake.fault = faults[0]?.[1]
    const found = await Promise.all(Array.from({ length: 50 }, () => rig.search.find(query())))
    expect(found.every(({ answeredBy }) => answeredBy === 'fallback')).toBe(true)
    expect(rig.log).toHaveLength(1)
  })

  it('takes an index that cannot be searched for an outage, however healthy the server', async () => {
    rig.fake.indexes.clear()
    expect(await rig.search.find(query())).toMatchObject({ estimatedTotal: 1, answeredBy: 'fallback' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await rig.search.find(query())).toMatchObject({ answeredBy: 'fallback' })
    expect(rig.log).toHaveLength(1)
    expect(await rig.search.isBuilt()).toBe(false)
    await rig.search.rebuild(batches([document()]))
  })

  it('has what was written while Meilisearch was down, and the writer is told to try again', async () => {
    rig.fake.fault = faults[0]?.[1]
    const fresh = document({ name: 'Marmalade' })
    await expect(rig.search.put([fresh])).rejects.toThrow()
    expect((await rig.search.find(query({ text: 'marmalade' }))).pluginIds).toEqual([fresh.pluginId])
    await expect(rig.search.remove([fresh.pluginId])).rejects.toThrow()
    expect((await rig.search.find(query({ text: 'marmalade' }))).pluginIds).toEqual([])
    await expect(rig.search.put([fresh])).rejects.toThrow()
    await recovered()
    await rig.search.put([fresh])
    expect(await rig.search.find(query({ text: 'marmalade' }))).toEqual(
      expect.objectContaining({ pluginIds: [fresh.pluginId] }),
    )
    expect((await rig.postgres.find(query({ text: 'marmalade' }))).estimatedTotal).toBe(1)
  })

  it('is told of a write that Meilisearch accepted and then failed to do', async () => {
    rig.fake.taskFault = () => 'internal'
    await expect(rig.search.put([document({ name: 'Marmalade' })])).rejects.toThrow('internal')
    expect((await rig.postgres.find(query({ text: 'marmalade' }))).estimatedTotal).toBe(1)
  })

  it('is rebuilt whole while Meilisearch is down or breaks off in the middle', async () => {
    const many = Array.from({ length: 5 }, () => [document(), document()])
    rig.fake.fault = faults[0]?.[1]
    await expect(rig.search.rebuild(batches(...many))).rejects.toThrow()
    expect((await rig.search.find(query())).estimatedTotal).toBe(10)
    rig.fake.fault = undefined
    let additions = 0
    rig.fake.taskFault = (type) =>
      type === 'documentAdditionOrUpdate' && ++additions === 3 ? 'internal' : undefined
    await expect(rig.search.rebuild(batches(...many.slice(1)))).rejects.toThrow('internal')
    expect((await rig.postgres.find(query())).estimatedTotal).toBe(8)
  })

  it('has to be built itself before Meilisearch is asked whether it is', async () => {
    const unbuilt = { ...rig.postgres, isBuilt: async () => false }
    rig.fake.fault = faults[0]?.[1]
    const primary = createMeilisearch({ url: rig.fake.url })
    const log = { info: () => {}, warn: () => {} }
    expect(await withFallback({ primary, fallback: unbuilt, log }).isBuilt()).toBe(false)
    await expect(rig.search.isBuilt()).rejects.toThrow()
  })
})

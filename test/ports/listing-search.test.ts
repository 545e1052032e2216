import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createMeilisearchListings } from '../../src/ports/listing-search/meilisearch.ts'
import { createPostgresListingSearch } from '../../src/ports/listing-search/postgres.ts'
import { withFallback } from '../../src/ports/listing-search/with-fallback.ts'
import { type FakeMeilisearch, fakeMeilisearch } from '../support/fake-meilisearch.ts'
import { onPostgres } from '../support/postgres-search.ts'
import { dropIndexes } from '../support/real-meilisearch.ts'
import { type ListingSearchRig, listingSearchContract } from './listing-search.contract.ts'
import { asked, listing } from './listing-search.documents.ts'
import { batches } from './search.documents.ts'

const { MEILISEARCH_URL, MEILISEARCH_KEY } = process.env

listingSearchContract('PostgreSQL', () => onPostgres(createPostgresListingSearch))

listingSearchContract('the fake Meilisearch', async () => {
  const fake = await fakeMeilisearch({ key: 'the-key' })
  return { search: createMeilisearchListings({ url: fake.url, key: 'the-key' }), close: () => fake.close() }
})

describe.skipIf(!MEILISEARCH_URL)('with a real Meilisearch', () => {
  listingSearchContract('Meilisearch', async () => {
    const server = { url: MEILISEARCH_URL as string, key: MEILISEARCH_KEY }
    const prefix = `test_${randomUUID()}`
    return {
      search: createMeilisearchListings({ ...server, prefix }),
      close: () => dropIndexes(server, prefix),
    }
  })
})

interface Rig extends ListingSearchRig {
  fake: FakeMeilisearch
  log: string[]
}

async function withBoth(): Promise<Rig> {
  const [fake, postgres] = await Promise.all([fakeMeilisearch(), onPostgres(createPostgresListingSearch)])
  const log: string[] = []
  const say = (_: object, line: string) => void log.push(line)
  const search = withFallback({
    primary: createMeilisearchListings({ url: fake.url, readTimeoutMs: 200 }),
    fallback: postgres.search,
    log: { info: say, warn: say },
    pause: { first: 20, most: 20 },
  })
  const close = async () => {
    await search.close()
    await fake.close()
    await postgres.close()
  }
  return { search, fake, log, close }
}

listingSearchContract('Meilisearch with PostgreSQL behind it', withBoth)

describe('PostgreSQL behind Meilisearch', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await withBoth()
  })
  afterAll(() => rig.close())

  it('finds listings while Meilisearch is gone, which is said once, and has what was written meanwhile', async () => {
    await rig.search.rebuild(batches([listing({ title: 'Wise Innkeeper' })]))
    expect(await rig.search.find(asked({ text: 'inkeeper' }))).not.toHaveProperty('answeredBy')
    rig.fake.fault = ({ socket }) => Boolean(socket.destroy())
    await expect(rig.search.put([listing({ title: 'Other Innkeeper' })])).rejects.toThrow()
    for (let i = 0; i < 2; i++) {
      const found = await rig.search.find(asked({ text: 'inkeeper' }))
      expect(found).toMatchObject({ estimatedTotal: 2, answeredBy: 'fallback' })
    }
    expect(rig.log).toHaveLength(1)
    rig.fake.fault = undefined
    await vi.waitFor(async () => expect(await rig.search.find(asked())).not.toHaveProperty('answeredBy'), {
      timeout: 10_000,
    })
    expect(rig.log).toHaveLength(2)
  })
})

import { randomUUID } from 'node:crypto'
import { describe } from 'vitest'
import { createMeilisearch } from '../../src/ports/search/meilisearch.ts'
import { fakeMeilisearch } from '../support/fake-meilisearch.ts'
import { dropIndexes } from '../support/real-meilisearch.ts'
import { type SearchRig, searchContract } from './search.contract.ts'
import { searchListsContract } from './search-lists.contract.ts'

const { MEILISEARCH_URL, MEILISEARCH_KEY } = process.env

async function onTheFake(): Promise<SearchRig> {
  const fake = await fakeMeilisearch({ key: 'the-key' })
  return {
    search: createMeilisearch({ url: fake.url, key: 'the-key' }),
    close: () => fake.close(),
  }
}

async function onARealOne(): Promise<SearchRig> {
  const server = { url: MEILISEARCH_URL as string, key: MEILISEARCH_KEY }
  const prefix = `test_${randomUUID()}`
  return {
    search: createMeilisearch({ ...server, prefix }),
    close: () => dropIndexes(server, prefix),
  }
}

searchContract('the fake Meilisearch', onTheFake)
searchListsContract('the fake Meilisearch', onTheFake)

describe.skipIf(!MEILISEARCH_URL)('with a real Meilisearch', () => {
  searchContract('Meilisearch', onARealOne)
  searchListsContract('Meilisearch', onARealOne)
})

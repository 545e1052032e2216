import { all, inTransaction, type Pool, type Queryable } from '../search/postgres-pool.ts'
import type { Rebuilt } from '../search/postgres-rebuild.ts'
import { textsOf } from '../search/postgres-texts.ts'
import { putWords, upsertOf } from '../search/postgres-upsert.ts'
import type { ListingDocument } from './listing-search.ts'

const PUT = upsertOf('listing_search_documents', 'listing_id', {
  listing_id: 'uuid',
  license: 'text',
  category_id: 'uuid',
  tags: 'text[]',
  price_usd_micros: 'bigint',
  installs: 'integer',
  ratings_avg: 'numeric(3, 2)',
  ratings_count: 'integer',
  published_at: 'timestamptz',
  name_key: 'text',
  name_words: 'tsvector',
  ranked_words: 'tsvector',
  all_words: 'tsvector',
})

/** Adds or replaces documents, all of them at once. */
export async function put(pool: Pool, documents: ListingDocument[]): Promise<void> {
  if (documents.length > 0) await inTransaction(pool, (on) => write(on, documents))
}

export async function remove(pool: Pool, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await all(pool, 'delete from listing_search_documents where listing_id = any($1::uuid[])', [ids])
}

export const REBUILT: Rebuilt<ListingDocument> = {
  state: 'postgres_listing_settings',
  // Of an index that was built with others, nothing is kept.
  settings: 1,
  lock: 0x6c737463,
  tables: {
    listing_search_documents: { key: 'listing_id', type: 'uuid' },
    listing_search_words: { key: 'word', type: 'text' },
  },
  begin: () => ({ write }),
}

async function write(on: Queryable, documents: ListingDocument[]) {
  // The last of several documents of one listing counts.
  const last = new Map(documents.map((document) => [document.listingId.toLowerCase(), document]))
  const rows = [...last.values()].map(rowOf)
  await all(on, PUT, [JSON.stringify(rows.map(({ row }) => row))])
  const words = new Set(rows.flatMap((each) => [...each.words]))
  await putWords(on, 'listing_search_words', words)
  return { listing_search_documents: rows.map(({ row }) => row.listing_id), listing_search_words: words }
}

function rowOf(it: ListingDocument) {
  const { columns, words } = textsOf({
    name: it.title,
    about: [it.persona, ...it.seller, ...it.tags, ...(it.category ? [it.category.name] : [])],
    short: it.summary,
    long: it.description,
  })
  const row = {
    listing_id: it.listingId,
    license: it.license,
    category_id: it.category?.id ?? null,
    tags: it.tags,
    price_usd_micros: it.priceUsdMicros,
    installs: it.installs,
    ratings_avg: it.ratingsAvg,
    ratings_count: it.ratingsCount,
    published_at: it.publishedAt,
    ...columns,
  }
  return { row, words }
}

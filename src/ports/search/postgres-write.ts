import { all, inTransaction, type Pool, type Queryable } from './postgres-pool.ts'
import type { Rebuilt } from './postgres-rebuild.ts'
import { type Row, rowOf } from './postgres-row.ts'
import { putWords, upsertOf } from './postgres-upsert.ts'
import type { SearchDocument } from './search.ts'

const COLUMNS = {
  plugin_id: 'uuid',
  name: 'text',
  name_key: 'text',
  downloads: 'bigint',
  average_rating: 'real',
  review_count: 'integer',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  category_set: 'bigint',
  platform_set: 'bigint',
  version_set: 'bigint',
  range_sets: 'bigint[]',
  name_words: 'tsvector',
  ranked_words: 'tsvector',
  all_words: 'tsvector',
}
const PUT = upsertOf('search_documents', 'plugin_id', COLUMNS)

const NAME_COLUMNS = {
  plugin_id: COLUMNS.plugin_id,
  name_key: COLUMNS.name_key,
  name_words: COLUMNS.name_words,
  downloads: COLUMNS.downloads,
}
const PUT_NAMES = upsertOf('search_names', 'plugin_id', NAME_COLUMNS)

const PUT_SETS = `
  insert into search_sets (id, members)
  select id, members from json_to_recordset($1) as t (id bigint, members text[]) order by id
  on conflict do nothing`

/** Adds or replaces documents, all of them at once. */
export async function put(pool: Pool, documents: SearchDocument[]): Promise<void> {
  if (documents.length === 0) return
  await inTransaction(pool, (on) => write(on, rowsOf(documents)))
}

/** The last of several documents of one plugin counts. */
const rowsOf = (documents: SearchDocument[]): Row[] => [
  ...new Map(documents.map((document) => [document.pluginId.toLowerCase(), rowOf(document)])).values(),
]

async function write(on: Queryable, rows: Row[]): Promise<void> {
  const sets = new Map(rows.flatMap((row) => row.sets.map((set) => [set.id, set])))
  await all(on, PUT_SETS, [JSON.stringify([...sets.values()])])
  const documents = JSON.stringify(rows.map(({ document }) => document))
  await all(on, PUT, [documents])
  await all(on, PUT_NAMES, [documents])
  await putWords(on, 'search_words', new Set(rows.flatMap((row) => [...row.words])))
}

const REMOVE = `
  with named as (delete from search_names where plugin_id = any($1::uuid[]))
  delete from search_documents where plugin_id = any($1::uuid[])`

export async function remove(pool: Pool, pluginIds: string[]): Promise<void> {
  if (pluginIds.length === 0) return
  await all(pool, REMOVE, [pluginIds])
}

export const REBUILT: Rebuilt<SearchDocument> = {
  state: 'postgres_settings',
  // Of an index that was built with others, nothing is kept.
  settings: 1,
  lock: 0x73726368,
  tables: {
    search_documents: { key: 'plugin_id', type: 'uuid' },
    search_names: { key: 'plugin_id', type: 'uuid' },
    search_words: { key: 'word', type: 'text' },
    search_sets: { key: 'id', type: 'bigint' },
  },
  async write(on, documents) {
    const rows = rowsOf(documents)
    await write(on, rows)
    const ids = rows.map(({ document }) => document.plugin_id)
    return {
      search_documents: ids,
      search_names: ids,
      search_words: rows.flatMap(({ words }) => [...words]),
      search_sets: rows.flatMap(({ sets }) => sets.map(({ id }) => id)),
    }
  },
}

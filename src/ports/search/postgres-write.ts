import { all, inTransaction, one, type Pool, type Queryable } from './postgres-pool.ts'
import { type Changes, change } from './postgres-postings.ts'
import { type Row, rowsOf } from './postgres-row.ts'
import { withBeginnings } from './postgres-terms.ts'
import { putWords, upsertOf } from './postgres-upsert.ts'
import type { SearchDocument } from './search.ts'

/** Who writes holds it to the end of the transaction. */
export const LOCK = 0x73726368

/** Within no term. */
const SEPARATOR = '\n'

const KEYS = { document: 'integer', plugin_id: 'uuid' }

const TABLES = {
  search_documents: {
    ...KEYS,
    name: 'text',
    beginning: 'text',
    downloads: 'bigint',
    average_rating: 'real',
    review_count: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  search_names: { ...KEYS, name_key: 'text', name_words: 'tsvector', downloads: 'bigint' },
  search_texts: { ...KEYS, ranked_words: 'tsvector', terms: 'text' },
}
const PUT = Object.entries(TABLES).map(([table, columns]) => upsertOf(table, 'plugin_id', columns))

const KNOWN = 'select plugin_id as id, document, terms from search_texts where plugin_id = any($1::uuid[])'
const NEXT = `
  update search_state set next_document = next_document + $1 returning next_document - $1::int as document`

interface Known {
  id: string
  document: number
  terms: string[]
}

/** Adds or replaces documents, all of them at once. */
export async function put(pool: Pool, documents: SearchDocument[]): Promise<void> {
  if (documents.length > 0) await inTransaction(pool, (on) => write(on, rowsOf(documents)))
}

async function write(on: Queryable, rows: Row[]): Promise<void> {
  const ids = rows.map(({ id }) => id)
  const known = new Map((await lockKnown(on, ids)).map((each) => [each.id, each]))
  const fresh = ids.filter((id) => !known.has(id))
  const { document: first } = await one<{ document: number }>(on, NEXT, [fresh.length])
  const numbers = new Map([
    ...[...known.values()].map(({ id, document }): [string, number] => [id, document]),
    ...fresh.map((id, at): [string, number] => [id, first + at]),
  ])
  const numbered = rows.map((row) => ({ ...row, document: numbers.get(row.id) as number }))
  const changes = changesOf(
    numbered.map(({ id, document, terms }) => ({
      document,
      before: known.get(id)?.terms ?? [],
      after: terms,
    })),
  )
  await change(on, changes)
  await writeRows(on, numbered)
  await putWords(on, 'search_words', new Set(rows.flatMap((row) => [...row.words])))
}

/** Writes everything but which documents have which terms. */
export async function writeRows(on: Queryable, rows: (Row & { document: number })[]): Promise<void> {
  const json = JSON.stringify(
    rows.map(({ document, columns, terms }) => ({ document, ...columns, terms: terms.join(SEPARATOR) })),
  )
  for (const statement of PUT) await all(on, statement, [json])
}

const REMOVE = `
  with documents as (delete from search_documents where plugin_id = any($1::uuid[])),
    names as (delete from search_names where plugin_id = any($1::uuid[]))
  delete from search_texts where plugin_id = any($1::uuid[])`

export async function remove(pool: Pool, pluginIds: string[]): Promise<void> {
  if (pluginIds.length === 0) return
  await inTransaction(pool, async (on) => {
    const known = await lockKnown(on, pluginIds)
    await change(on, changesOf(known.map(({ document, terms }) => ({ document, before: terms, after: [] }))))
    await all(on, REMOVE, [pluginIds])
  })
}

async function lockKnown(on: Queryable, ids: string[]): Promise<Known[]> {
  await all(on, 'select pg_advisory_xact_lock($1)', [LOCK])
  const rows = await all<Omit<Known, 'terms'> & { terms: string }>(on, KNOWN, [ids])
  return rows.map((row) => ({ ...row, terms: row.terms.split(SEPARATOR) }))
}

function changesOf(
  documents: { document: number; before: string[]; after: string[] }[],
): Map<string, Changes> {
  const changes = new Map<string, Changes>()
  const note = (term: string, kind: keyof Changes, document: number) => {
    const known = changes.get(term) ?? { added: [], removed: [] }
    changes.set(term, known)
    known[kind].push(document)
  }
  for (const { document, before, after } of documents) {
    const [old, now] = [withBeginnings(before), withBeginnings(after)]
    for (const term of now) if (!old.has(term)) note(term, 'added', document)
    for (const term of old) if (!now.has(term)) note(term, 'removed', document)
  }
  return changes
}

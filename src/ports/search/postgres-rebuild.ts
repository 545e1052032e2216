import { all, inTransaction, type Pool, type Queryable } from './postgres-pool.ts'

/** An index as it is rebuilt. */
export interface Rebuilt<Document> {
  /** The column of `search_state` that says of which settings it was built. */
  state: string
  settings: number
  lock: number
  /** Tables that keep what is still needed, with their keys, like `{ search_words: 'word' }`, and the type of these. */
  tables: Record<string, { key: string; type: string }>
  begin(): Writer<Document>
}

/** Who writes an index anew. */
export interface Writer<Document> {
  start?(on: Queryable): Promise<void>
  /** Writes some documents; gives the keys, by table, of the rows that they need. */
  write(on: Queryable, documents: Document[]): Promise<Record<string, Iterable<unknown>>>
  finish?(on: Queryable): Promise<void>
}

/**
 * Replaces an index in one transaction: whoever reads sees the old one until it commits. What nothing needs any more
 * goes with it.
 */
export const rebuild = <Document>(
  pool: Pool,
  { state, settings, lock, tables, begin }: Rebuilt<Document>,
  documents: AsyncIterable<Document[]>,
): Promise<void> =>
  inTransaction(pool, async (on) => {
    // What is written in one statement can wait for whoever puts; the pauses in between are those of the reader.
    await all(on, 'set local statement_timeout = 0')
    await all(on, 'set local idle_in_transaction_session_timeout = 0')
    await all(on, 'select pg_advisory_xact_lock($1)', [lock])
    const writer = begin()
    await writer.start?.(on)
    const needed = new Map(Object.keys(tables).map((table) => [table, new Set<unknown>()]))
    for await (const batch of documents) {
      for (const [table, keys] of Object.entries(await writer.write(on, batch))) {
        for (const key of keys) needed.get(table)?.add(key)
      }
    }
    await writer.finish?.(on)
    for (const [table, { key, type }] of Object.entries(tables)) {
      await all(on, `delete from ${table} where ${key} <> all($1::${type}[])`, [
        [...(needed.get(table) ?? [])],
      ])
    }
    await all(on, `update search_state set ${state} = $1`, [settings])
  })

/** Whether an index was built, and of these settings. */
export async function isBuilt(
  pool: Pool,
  { state, settings }: Pick<Rebuilt<never>, 'state' | 'settings'>,
): Promise<boolean> {
  const [row] = await all<{ built: boolean }>(
    pool,
    `select coalesce(max(${state}) = $1, false) as built from search_state`,
    [settings],
  )
  return row?.built === true
}

import { statementName } from '../../lib/statement-name.ts'

/**
 * Settings of the connections that an index is read over. The planner takes comparing a text with a query for as cheap as
 * comparing numbers, and would read all texts; what is asked has a few shapes, and planning one takes as long as answering.
 */
export const READING = {
  enable_seqscan: 'off',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  plan_cache_mode: 'force_generic_plan',
}

/** An index in PostgreSQL is written over some connections and read over others, which have the settings of `READING`. */
export interface Pools {
  writing: Pool
  reading: Queryable
}

/** What is used of a `pg.Pool`. */
export interface Pool extends Queryable {
  connect(): Promise<Queryable & { release(error?: boolean): void }>
}

export interface Queryable {
  query(query: {
    name?: string
    text: string
    values?: unknown[]
  }): Promise<{ rows: Record<string, unknown>[] }>
}

export async function all<Row>(on: Queryable, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await on.query({ text, values })).rows as Row[]
}

export async function one<Row>(on: Queryable, text: string, values: unknown[] = []): Promise<Row> {
  const [row] = await all<Row>(on, text, values)
  if (!row) throw new Error('a statement that gives one row gave none')
  return row
}

const names = new Map<string, string>()

/** As `all`, prepared once per connection: for texts of which there are few. */
export async function prepared<Row>(on: Queryable, text: string, values: unknown[]): Promise<Row[]> {
  const name = names.get(text) ?? statementName(text)
  names.set(text, name)
  return (await on.query({ name, text, values })).rows as Row[]
}

/** Runs `work` on one connection, in one transaction. */
export async function inTransaction<T>(pool: Pool, work: (on: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query({ text: 'begin' })
    const result = await work(client)
    await client.query({ text: 'commit' })
    client.release()
    return result
  } catch (error) {
    // Whatever state it is in, nobody else gets this connection.
    client.release(true)
    throw error
  }
}

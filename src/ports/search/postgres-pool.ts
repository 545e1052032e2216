/** What is used of a `pg.Pool`. */
export interface Pool extends Queryable {
  connect(): Promise<Queryable & { release(error?: boolean): void }>
}

export interface Queryable {
  query(query: { text: string; values?: unknown[] }): Promise<{ rows: Record<string, unknown>[] }>
}

export async function all<Row>(on: Queryable, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await on.query({ text, values })).rows as Row[]
}

export async function one<Row>(on: Queryable, text: string, values: unknown[] = []): Promise<Row> {
  const [row] = await all<Row>(on, text, values)
  if (!row) throw new Error('a statement that gives one row gave none')
  return row
}

/** Runs `work` on one connection, in one transaction that begins with these settings. */
export async function inTransaction<T>(
  pool: Pool,
  work: (on: Queryable) => Promise<T>,
  settings: Record<string, string> = {},
): Promise<T> {
  const client = await pool.connect()
  try {
    const set = Object.entries(settings).map(([name, value]) => `; set local ${name} = ${value}`)
    await client.query({ text: `begin${set.join('')}` })
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

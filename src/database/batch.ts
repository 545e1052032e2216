import pg from 'pg'

/** The parts of a connection and of a query of `pg` that its types leave out. */
interface Connection {
  describe(portal: object): void
  sync(): void
}
interface PreparedQuery {
  values: unknown[]
  /** What all the questions gave. */
  _result: pg.QueryResult
  prepare(connection: Connection): void
}
const Query = pg.Query as unknown as new (config: pg.QueryConfig) => PreparedQuery

const skip = { value: () => {} }

/**
 * One prepared statement asked several times in one message, which costs both sides little more than asking it once:
 * what a small read costs here is, for the most part, the system call that sends it. Each sees what is committed when
 * its turn comes; when one fails, all of them do.
 */
class Batch extends Query {
  /** How many rows there were after each question. */
  readonly ends: number[] = []
  readonly #questions: readonly unknown[][]

  constructor(config: pg.QueryConfig, questions: readonly unknown[][]) {
    super({ ...config, values: [] })
    this.#questions = questions
  }

  override prepare(connection: Connection): void {
    // The connection itself, but the columns are described once, at the beginning, and the end is told at the end.
    const first = Object.create(connection, { sync: skip }) as Connection
    const next = Object.create(first, { describe: skip }) as Connection
    for (const [index, values] of this.#questions.entries()) {
      this.values = values
      super.prepare(index === 0 ? first : next)
    }
    connection.sync()
  }

  handleCommandComplete(): void {
    this.ends.push(this._result.rows.length)
  }
}

/** The rows that each of the questions gave, in their order. */
export async function askBatch<Row>(
  pool: pg.Pool,
  config: pg.QueryConfig,
  questions: readonly unknown[][],
): Promise<Row[][]> {
  const batch = new Batch(config, questions)
  const { rows } = await (pool.query(batch as unknown as pg.QueryConfig) as Promise<pg.QueryResult>)
  return batch.ends.map((end, index) => rows.slice(batch.ends[index - 1] ?? 0, end) as Row[])
}

import type pg from 'pg'
import { types } from 'pg'
import { inGroups } from '../lib/in-groups.ts'
import { statementName } from '../lib/statement-name.ts'
import { inBatches } from './in-batches.ts'
import { type Tagged, taggedInBatches, taggedRow, taggedStatement } from './tagged.ts'
import { beginReadingAs, type Tenant } from './tenancy.ts'

/** A read with its row type. Prepared once per connection under a name made of its text. */
export interface Statement<Row> {
  readonly name: string
  readonly text: string
  readonly row?: Row
}

export const statement = <Row>(text: string): Statement<Row> => ({
  name: statementName(text),
  text,
})

/** Prepared SQL for reads that serve lists, details and checks; writes go through entities. */
export interface Reads {
  all<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row[]>
  one<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row | undefined>
  /** As `one`, with a tag of the row; a row whose tag is among `known` does not leave the database. */
  tagged<Row>(
    statement: Statement<Row>,
    values: unknown[],
    known: readonly string[],
  ): Promise<Tagged<Row> | undefined>
}

export interface Sql extends Reads {
  /**
   * As `one`, for what is asked very often: who asks while the statement runs shares its next run. Its parameters are
   * arrays with a value of each question; a row says by `place`, counted from 1, which question it answers.
   */
  grouped<Row>(statement: Statement<Row & { place: number }>, values: unknown[]): Promise<Row | undefined>
  /** Reads that see the rows of a tenant as well, each in a short transaction of its own. */
  within(tenant: Tenant): Reads
}

/** For what comes before a request is anybody's. */
export interface Batched {
  /** As `Reads.one`, for what nearly every request asks: those who ask at once share a message to the database. */
  batched<Row>(statement: Statement<Row>, values: unknown[]): Promise<Row | undefined>
}

export function createSql(pool: pg.Pool): Sql & Batched {
  const reads = readsOf((query) => pool.query(query))
  const batched = inBatches(pool, wireTypes, reads.all)
  return {
    ...reads,
    batched: async (statement, values) => (await batched(statement, values))[0],
    grouped: groupedBy(reads),
    tagged: taggedInBatches(batched, reads.tagged),
    within: (tenant) => readsOf((query) => readAs(pool, tenant, query)),
  }
}

function groupedBy(reads: Reads): Sql['grouped'] {
  type Ask = (values: unknown[]) => Promise<unknown>
  const groups = new Map<string, Ask>()
  const groupOf = (statement: Statement<{ place: number }>): Ask =>
    inGroups(async (questions: readonly unknown[][]) => {
      const columns = questions[0]?.map((_, column) => questions.map((values) => values[column])) ?? []
      const rows = await reads.all(statement, columns)
      const answers = new Map(rows.map((row) => [row.place, row]))
      return questions.map((_, index) => answers.get(index + 1))
    })
  return <Row>(statement: Statement<Row & { place: number }>, values: unknown[]) => {
    const ask = groups.get(statement.name) ?? groupOf(statement)
    groups.set(statement.name, ask)
    return ask(values) as Promise<Row | undefined>
  }
}

type Query = pg.QueryConfig & { types: pg.CustomTypesConfig }

function readsOf(run: (query: Query) => Promise<pg.QueryResult>): Reads {
  const all = async <Row>({ name, text }: Statement<Row>, values: unknown[] = []): Promise<Row[]> => {
    const result = await run({ name, text, values, types: wireTypes })
    return result.rows as Row[]
  }
  return {
    all,
    one: async (statement, values) => (await all(statement, values))[0],
    tagged: async (statement, values, known) =>
      taggedRow(await all(taggedStatement(statement, values.length + 1), [...values, known]), known),
  }
}

async function readAs(pool: pg.Pool, tenant: Tenant, query: Query): Promise<pg.QueryResult> {
  const begin = beginReadingAs(tenant)
  const client = await pool.connect()
  try {
    await client.query(begin)
    const result = await client.query(query)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // Whatever state it is in, nobody else gets this connection.
    client.release(true)
    throw error
  }
}

const TIMESTAMPTZ = 1184
const DATE = 1082
const BIGINT = 20

/** Times leave as ISO 8601 strings (a `Date` costs five times as much to serialise), counters as numbers. */
const wireTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return types.getTypeParser(oid, format)
    if (oid === TIMESTAMPTZ) return isoTime
    if (oid === DATE) return (text: string) => text
    if (oid === BIGINT) return Number
    return types.getTypeParser(oid)
  },
} as pg.CustomTypesConfig

/** `2026-03-06 12:00:00.5+00`, as a session in UTC prints it, in ISO 8601. */
const isoTime = (text: string): string => `${text.slice(0, 10)}T${text.slice(11, -3)}Z`

import { createHash } from 'node:crypto'
import type pg from 'pg'
import { types } from 'pg'
import { beginReadingAs, type Tenant } from './tenancy.ts'

/** A read with its row type. Prepared once per connection under a name made of its text. */
export interface Statement<Row> {
  readonly name: string
  readonly text: string
  readonly row?: Row
}

export const statement = <Row>(text: string): Statement<Row> => ({
  name: createHash('sha256').update(text).digest('base64url').slice(0, 24),
  text,
})

/** Prepared SQL for reads that serve lists, details and checks; writes go through entities. */
export interface Reads {
  all<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row[]>
  one<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row | undefined>
}

export interface Sql extends Reads {
  /** Reads that see the rows of a tenant as well, each in a short transaction of its own. */
  within(tenant: Tenant): Reads
}

export const createSql = (pool: pg.Pool): Sql => ({
  ...readsOf((query) => pool.query(query)),
  within: (tenant) => readsOf((query) => readAs(pool, tenant, query)),
})

type Query = pg.QueryConfig & { types: pg.CustomTypesConfig }

function readsOf(run: (query: Query) => Promise<pg.QueryResult>): Reads {
  const all = async <Row>({ name, text }: Statement<Row>, values: unknown[] = []): Promise<Row[]> => {
    const result = await run({ name, text, values, types: wireTypes })
    return result.rows as Row[]
  }
  return { all, one: async (statement, values) => (await all(statement, values))[0] }
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

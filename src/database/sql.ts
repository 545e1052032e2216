import { createHash } from 'node:crypto'
import type pg from 'pg'
import { types } from 'pg'

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
export interface Sql {
  all<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row[]>
  one<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row | undefined>
}

export const createSql = (pool: pg.Pool): Sql => {
  const all = async <Row>({ name, text }: Statement<Row>, values: unknown[] = []): Promise<Row[]> => {
    const result = await pool.query({ name, text, values, types: wireTypes })
    return result.rows as Row[]
  }
  return { all, one: async (statement, values) => (await all(statement, values))[0] }
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

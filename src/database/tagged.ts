import type { AskInBatches } from './in-batches.ts'
import { type Reads, type Statement, statement } from './sql.ts'

/** The first row of a read and a tag made of it; without the row where whoever asks has it already. */
export interface Tagged<Row> {
  tag: string
  row?: Row
}

/** A name that no column of a read has. */
const TAG = 'the row’s tag'

type Wrapped = Statement<{ [TAG]: string }>

const made = new WeakMap<Statement<unknown>, Wrapped>()

/**
 * The statement of a read that gives a row and its tag, and no row where the tag is in the array that comes as the last
 * of the `parameters`. The tag has 120 bits of the SHA-256 of the row as it is sent in binary: of text, of MD5 and of
 * PostgreSQL's own hashes each costs it several times as much.
 */
export function taggedStatement(read: Statement<unknown>, parameters: number): Wrapped {
  const known = made.get(read)
  if (known) return known
  const wrapped: Wrapped = statement(`
    with answer as materialized (${read.text}),
    tag as materialized (
      select encode(substr(sha256(record_send(answer)), 1, 15), 'base64') as tag from answer
    )
    select tag as "${TAG}", answer.* from tag left join answer on tag <> all($${parameters}::text[])`)
  made.set(read, wrapped)
  return wrapped
}

/** Reads what a tagged statement gave; `known` are the tags it was asked with. */
export function taggedRow<Row>(rows: { [TAG]: string }[], known: readonly string[]): Tagged<Row> | undefined {
  const [first, second] = rows
  if (!first) return undefined
  if (second) throw new Error('A read that is asked for one row with its tag gave several.')
  const { [TAG]: tag, ...row } = first
  return known.includes(tag) ? { tag } : { tag, row: row as Row }
}

type Rows = { [TAG]: string }[]

/**
 * Who asks for a row with the tag of one they have most likely gets a tag alone, so it is asked for in batches; a row that
 * nobody has is large, and asked for `alone`.
 */
export const taggedInBatches =
  (ask: AskInBatches, alone: Reads['tagged']): Reads['tagged'] =>
  async (read, values, known) => {
    if (known.length === 0) return alone(read, values, known)
    const rows = await ask(taggedStatement(read, values.length + 1), [...values, known])
    const found = taggedRow<never>(rows as Rows, known)
    // Who asks the same has the same row.
    return found?.row ? structuredClone(found) : found
  }

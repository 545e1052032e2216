import type pg from 'pg'
import { inGroups } from '../lib/in-groups.ts'
import { askBatch } from './batch.ts'
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

/** So many batches of a statement are on their way at once; a slow read does not keep all the others waiting. */
const LANES = 2

type Rows = { [TAG]: string }[]

interface Answer {
  rows: Rows
  /** Somebody else has the same rows. */
  isShared: boolean
}

interface Lane {
  ask(question: unknown[]): Promise<Answer>
  /** How many wait for its answers. */
  waiting: number
}

/**
 * Who asks for a row with the tag of one they have most likely gets a tag alone, so it is asked for in batches: what comes
 * while a batch runs goes into the next one. Equal questions in a batch are asked once.
 */
export function inBatches(
  pool: pg.Pool,
  types: pg.CustomTypesConfig,
  alone: Reads['tagged'],
): Reads['tagged'] {
  const lanes = new Map<string, Lane[]>()
  const lanesOf = ({ name, text }: Wrapped): Lane[] => {
    const ask = (questions: readonly unknown[][]) => askOnce(pool, { name, text, types }, questions)
    return Array.from({ length: LANES }, () => ({ ask: inGroups(ask), waiting: 0 }))
  }
  return async (read, values, known) => {
    if (known.length === 0) return alone(read, values, known)
    const wrapped = taggedStatement(read, values.length + 1)
    const own = lanes.get(wrapped.name) ?? lanesOf(wrapped)
    lanes.set(wrapped.name, own)
    const lane = own.reduce((least, each) => (each.waiting < least.waiting ? each : least))
    lane.waiting += 1
    const answer = await lane.ask([...values, known]).catch(() => undefined)
    lane.waiting -= 1
    // What failed for one failed for all: each finds out for itself.
    if (!answer) return alone(read, values, known)
    const found = taggedRow<never>(answer.rows, known)
    return found?.row && answer.isShared ? structuredClone(found) : found
  }
}

async function askOnce(
  pool: pg.Pool,
  config: pg.QueryConfig,
  questions: readonly unknown[][],
): Promise<Answer[]> {
  const places = new Map<string, number[]>()
  for (const [place, values] of questions.entries()) {
    const key = JSON.stringify(values)
    const same = places.get(key)
    if (same) same.push(place)
    else places.set(key, [place])
  }
  const groups = [...places.values()]
  const asked = groups.map(([place]) => questions[place as number] as unknown[])
  const rows = await askBatch<Rows[number]>(pool, config, asked)
  const answers: Answer[] = []
  for (const [index, group] of groups.entries()) {
    const answer = { rows: rows[index] as Rows, isShared: group.length > 1 }
    for (const place of group) answers[place] = answer
  }
  return answers
}

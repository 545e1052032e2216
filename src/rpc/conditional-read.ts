import { createHash } from 'node:crypto'
import type { Services } from '../domains/context.ts'

type Sql = Services['sql']

/** Thrown in place of a row that the caller has: no error, so without a stack, and none that anybody logs. */
export const NOT_MODIFIED = Object.freeze({ name: 'NotModified' })

/** A read whose answer is a function of one row: what the caller has, and what was found. */
export interface ConditionalRead {
  /** Names the code that makes the answer of the row. */
  readonly build: string
  /** The tags of the answers that the caller has. */
  readonly known: readonly string[]
  /** The tag of the answer; none as long as no row gave it, or when more than the row was asked. */
  tag?: string
}

/**
 * Services whose first `sql.one` gives `read` its tag, or throws `NOT_MODIFIED` when that is known to the caller. With
 * any other statement the answer is a function of more than the row: then there is no tag. What they do not change they
 * inherit: copies of all of it would cost each call more than what it does with them.
 */
export function readingOnce(app: Services, read: ConditionalRead): Services {
  const seen: Services = Object.create(app)
  seen.sql = Object.assign(Object.create(once), { sql: app.sql, read, statements: 0 } satisfies Reading)
  return seen
}

interface Reading {
  sql: Sql
  read: ConditionalRead
  /** How many were asked. */
  statements: number
}

const once: Sql & ThisType<Reading> = {
  async one(statement, values = []) {
    const { sql, read } = this
    if (this.statements > 0) return counted(this).one(statement, values)
    const mark = markOf(read.build, statement.name)
    const found = await counted(this).tagged(statement, values, knownUnder(mark, read.known))
    if (!found) return undefined
    // Something else was asked meanwhile.
    if (this.statements > 1) return found.row ?? sql.one(statement, values)
    read.tag = mark + found.tag
    if (!found.row) throw NOT_MODIFIED
    return found.row
  },
  all(...ask) {
    return counted(this).all(...ask)
  },
  tagged(...ask) {
    return counted(this).tagged(...ask)
  },
  grouped(...ask) {
    return counted(this).grouped(...ask)
  },
  within(tenant) {
    return counted(this).within(tenant)
  },
}

function counted(reading: Reading): Sql {
  reading.statements += 1
  reading.read.tag = undefined
  return reading.sql
}

const NONE: readonly string[] = []

const knownUnder = (mark: string, known: readonly string[]): readonly string[] =>
  known.length === 0 ? NONE : known.filter((tag) => tag.startsWith(mark)).map((tag) => tag.slice(mark.length))

const marks = new Map<string, Map<string, string>>()

/** What else than the row decides: the statement, and the code around it. */
function markOf(build: string, statement: string): string {
  const made = marks.get(build) ?? new Map<string, string>()
  marks.set(build, made)
  const mark =
    made.get(statement) ?? createHash('sha256').update(`${build} ${statement}`).digest('base64').slice(0, 8)
  made.set(statement, mark)
  return mark
}

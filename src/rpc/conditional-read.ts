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
 * any other statement the answer is a function of more than the row: then there is no tag.
 */
export function readingOnce(app: Services, read: ConditionalRead): Services {
  const { sql } = app
  let statements = 0
  const counted = (): Sql => {
    statements += 1
    read.tag = undefined
    return sql
  }
  const one: Sql['one'] = async (statement, values = []) => {
    if (statements > 0) return counted().one(statement, values)
    const mark = markOf(read.build, statement.name)
    const known = read.known.filter((tag) => tag.startsWith(mark)).map((tag) => tag.slice(mark.length))
    const found = await counted().tagged(statement, values, known)
    if (!found) return undefined
    // Something else was asked meanwhile.
    if (statements > 1) return found.row ?? sql.one(statement, values)
    read.tag = mark + found.tag
    if (!found.row) throw NOT_MODIFIED
    return found.row
  }
  return {
    ...app,
    sql: {
      one,
      all: (...ask) => counted().all(...ask),
      tagged: (...ask) => counted().tagged(...ask),
      grouped: (...ask) => counted().grouped(...ask),
      within: (tenant) => counted().within(tenant),
    },
  }
}

const marks = new Map<string, string>()

/** What else than the row decides: the statement, and the code around it. */
function markOf(build: string, statement: string): string {
  const key = `${build} ${statement}`
  const mark = marks.get(key) ?? createHash('sha256').update(key).digest('base64').slice(0, 8)
  marks.set(key, mark)
  return mark
}

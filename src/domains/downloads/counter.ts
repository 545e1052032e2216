import type { Sql } from '../../database/sql.ts'
import type { Clock } from '../../lib/clock.ts'
import { inGroups } from '../../lib/in-groups.ts'
import type { Countable, Counted } from './countable.ts'

/** Counts downloads exactly, however many come at once. */
export interface DownloadCounter {
  /**
   * Finds what everybody sees by some texts, and counts one download of that version and of its plugin: one statement.
   * Resolves once it is committed with what was found; `total` is the number that counting one by one would have
   * given. The author is told of each milestone the plugin passes by it, in the same commit. Resolves with undefined
   * when nothing is found: then nothing is counted.
   */
  count<Found>(what: Countable<Found>, texts: readonly string[]): Promise<(Found & Counted) | undefined>
}

type Count = (texts: readonly string[]) => Promise<Counted | undefined>

/**
 * A counter that commits in groups: what arrives while one statement runs goes into the next. One hot plugin
 * then costs one row update per round trip instead of one queue of lock waits.
 */
export function createDownloadCounter(sql: Sql, clock: Clock): DownloadCounter {
  const counts = new Map<string, Count>()
  const countOf = (what: Countable<unknown>): Count =>
    inGroups((questions: readonly (readonly string[])[]) => commit(sql, clock, what, questions))
  return {
    count<Found>(what: Countable<Found>, texts: readonly string[]) {
      const count = counts.get(what.name) ?? countOf(what)
      counts.set(what.name, count)
      return count(texts) as Promise<(Found & Counted) | undefined>
    },
  }
}

/** Counts each one. The same question asked by many is asked once. */
async function commit(
  sql: Sql,
  clock: Clock,
  what: Countable<unknown>,
  questions: readonly (readonly string[])[],
): Promise<(Counted | undefined)[]> {
  const asked = new Map<string, { texts: readonly string[]; requests: number; found?: Counted }>()
  const askers = questions.map((texts) => {
    const key = JSON.stringify(texts)
    const question = asked.get(key) ?? { texts, requests: 0 }
    question.requests += 1
    asked.set(key, question)
    return question
  })
  const distinct = [...asked.values()]
  const columns = questions[0]?.map((_, column) => distinct.map(({ texts }) => texts[column])) ?? []
  const requests = distinct.map((question) => question.requests)
  const rows = await sql.all(what, [clock.now().toISOString(), requests, ...columns])
  const totals = new Map<string, number>()
  for (const row of rows) {
    const question = distinct[row.place - 1] as { requests: number; found?: Counted }
    question.found = row
    totals.set(row.versionId, (totals.get(row.versionId) ?? row.total) - question.requests)
  }
  return askers.map(({ found }) => {
    if (!found) return undefined
    const total = (totals.get(found.versionId) as number) + 1
    totals.set(found.versionId, total)
    return { ...found, total }
  })
}

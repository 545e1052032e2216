import { type Expanded, expand } from './postgres-expand.ts'
import { inTransaction, type Pool, type Queryable } from './postgres-pool.ts'
import { tierOf } from './postgres-tier.ts'
import type { Answer, Question } from './search-index.ts'
import { wordsOf } from './words.ts'

/** So many of the best matches are compared word by word; those after them by their names and their use only. */
export const RANKED = 400
/** What a word weighs in nothing that is ranked, in the short text, in what is about it, in the name. */
const WEIGHTS = `'{0, 0.2, 0.4, 1}'`

/** What is asked, as the parameters and conditions of a statement. */
export class Asked {
  readonly values: unknown[] = []
  readonly conditions: string[] = []

  param(value: unknown, type: string): string {
    return `$${this.values.push(value)}::${type}`
  }
}

export type Words = Expanded & { match: 'all' | 'any' }

/** The planner takes comparing a text with a query for as cheap as comparing numbers, and would read all texts. */
export const BY_INDEX = { enable_seqscan: 'off', jit: 'off' }

/** Every word has to match; where nothing has them all, what has most of them is found. */
export async function findWords<Found extends Answer>(
  pool: Pool,
  vocabulary: string,
  text: string,
  ask: (on: Queryable, words?: Words) => Promise<Found>,
  settings: Record<string, string> = BY_INDEX,
): Promise<Found> {
  const words = wordsOf(text)
  if (words.length === 0) return ask(pool)
  return inTransaction(
    pool,
    async (on) => {
      const expanded = await expand(on, words, vocabulary)
      const found = await ask(on, { ...expanded, match: 'all' })
      if (found.estimatedTotal > 0 || words.length === 1) return found
      return ask(on, { ...expanded, match: 'any' })
    },
    settings,
  )
}

export interface Ranking {
  /** The table, with `name_key`, `name_words`, `ranked_words` and `all_words`. */
  documents: string
  id: string
  /** The column of `matched` that tells how many people use it. */
  use: string
}

/** SQL that leads from `matched` to `page`: an order whose last term is unique, and the window of the page. */
export const orderedPage = (id: string, order: string, window: string): string =>
  `page as (select ${id}, row_number() over (order by ${order}) as place from matched order by ${order} ${window})`

/**
 * The very name, then names that begin so, then names with the words, then the rest; in each the best match first.
 * `tier` is a column that `matched` needs, `page` the SQL that leads from there to the page.
 */
export function rankedPage(
  asked: Asked,
  { documents, id, use }: Ranking,
  { names, exact, similar, match }: Words,
  window: string,
  { offset, limit }: Question,
): { tier: string; page: string } {
  const rank = (typed: string) => `ts_rank(${WEIGHTS}, d.ranked_words, ${asked.param(typed, 'tsquery')})`
  const cheap = `tier, ${use} desc, ${id}`
  const later = `
        union all
        select ${id}, tier, ${use}, true, 0 from (select * from matched order by ${cheap} offset ${RANKED}) m`
  const best = `is_late, tier, rank desc, ${use} desc, ${id}`
  return {
    tier: `${tierOf((value, type) => asked.param(value, type), names, exact[match])} as tier`,
    page: `
      ranked as (
        select m.${id}, m.tier, m.${use}, false as is_late,
          floor(10 * (4 * ${rank(exact.any)} + ${rank(similar.any)})) as rank
        from (select * from matched order by ${cheap} limit ${RANKED}) m
        join ${documents} d on d.${id} = m.${id}
        ${offset + limit > RANKED ? later : ''}
      ),
      page as (select ${id}, row_number() over (order by ${best}) as place from ranked order by ${best} ${window})`,
  }
}

import { type Expanded, expand } from './postgres-expand.ts'
import type { Queryable } from './postgres-pool.ts'
import { OTHERS } from './postgres-tier.ts'
import type { Answer, Question } from './search-index.ts'
import { wordsOf } from './words.ts'

/** So many of the best matches are compared word by word; those after them by their names and their use only. */
export const RANKED = 200
/** What a word weighs in nothing that is ranked, in the short text, in what is about it, in the name. */
const WEIGHTS = `'{0, 0.2, 0.4, 1}'`

/** What is asked, as the parameters and conditions of a statement. */
export class Asked {
  readonly values: unknown[]
  readonly conditions: string[] = []
  readonly param = (value: unknown, type: string): string => `$${this.values.push(value)}::${type}`

  constructor(values: unknown[] = []) {
    this.values = values
  }
}

export type Words = Expanded & { match: 'all' | 'any' }

/** Every word has to match; where nothing has them all, what has most of them is found. */
export async function findWords<Found extends Answer>(
  on: Queryable,
  vocabulary: string,
  text: string,
  ask: (words?: Words) => Promise<Found>,
): Promise<Found> {
  const words = wordsOf(text)
  if (words.length === 0) return ask()
  const expanded = await expand(on, words, vocabulary)
  const found = await ask({ ...expanded, match: 'all' })
  if (found.estimatedTotal > 0 || words.length === 1) return found
  return ask({ ...expanded, match: 'any' })
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
 * SQL that leads from `matched`, which has their `tier`, to `page`: the very name, then names that begin so, then names
 * with the words, then the rest; in each the best match first.
 */
export function rankedPage(
  asked: Asked,
  { documents, id, use }: Ranking,
  { exact, similar }: Words,
  window: string,
  { offset, limit }: Question,
): string {
  const rank = (typed: string) => `ts_rank(${WEIGHTS}, d.ranked_words, ${asked.param(typed, 'tsquery')})`
  const cheap = `tier, ${use} desc, ${id}`
  const later = `
        union all
        select ${id}, tier, ${use}, true, 0 from (select * from matched order by ${cheap} offset ${RANKED}) m`
  const best = `is_late, tier, rank desc, ${use} desc, ${id}`
  const last = asked.param(offset + limit - 1, 'bigint')
  // Nothing is compared that comes behind the page by its tier alone.
  return `
      first as materialized (select * from matched order by ${cheap} limit ${RANKED}),
      ranked as (
        select m.${id}, m.tier, m.${use}, false as is_late,
          floor(10 * (4 * ${rank(exact.any)} + ${rank(similar.any)})) as rank
        from first m join ${documents} d on d.${id} = m.${id}
        where m.tier <= coalesce((select tier from first order by tier offset ${last} limit 1), ${OTHERS})
        ${offset + limit > RANKED ? later : ''}
      ),
      page as (select ${id}, row_number() over (order by ${best}) as place from ranked order by ${best} ${window})`
}
